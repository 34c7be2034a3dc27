-- Who is logged in, as rows of their own: a session is somebody's exactly as long as it has a live row in session.login
-- whose member is enabled. What a session carries besides (session.record.data) never says who it belongs to.

-- Every decision about time is made here. `shift` is for tests: it moves the clock of all copies at once.
create table session.clock (
    one_row boolean primary key default true constraint clock_one_row check (one_row),
    shift interval not null
);

-- The moment it is called, not the moment its transaction began: waiting for a lock takes time.
create function session.now() returns timestamptz
language sql volatile parallel safe
return clock_timestamp() + coalesce((select shift from session.clock), interval '0');

-- The public face of an account: all that other services may know. Written by a trigger of schema auth.
create table session.member (
    id bigint primary key,
    nickname text not null,
    -- While this is set, none of the member's sessions is good for anything.
    disabled_at timestamptz,
    -- Sessions that were signed in earlier are over: log out everywhere.
    sessions_valid_after timestamptz,
    -- Counts the member's passwords: who proved to be the member by an earlier one is not let in any more.
    credentials_version integer not null default 0
);

create table session.login (
    -- A hash of the cookie's value, as in session.record.
    id text primary key references session.record on update cascade on delete cascade,
    -- What the member's list of sessions calls it. Good for nothing else.
    handle uuid not null default gen_random_uuid() constraint login_handle_key unique,
    member_id bigint not null references session.member,
    signed_in_at timestamptz not null,
    -- Moved forward at most once a minute. No index may name it, or every touch would have to write to that as well.
    last_seen_at timestamptz not null,
    -- Without being seen for so long it is over; session.record.expiry_date is the absolute limit.
    idle_limit interval not null,
    -- "Remember me": other limits, and a cookie that outlives the browser.
    remembered boolean not null,
    -- How the member proved who they are: 'password'.
    method text not null,
    -- Until then the proof counts as fresh, and sensitive actions are allowed.
    elevated_until timestamptz,
    ip inet,
    user_agent text
)
-- Room for touches to stay on their page (heap-only tuples).
with (fillfactor = 75);

create index login_member on session.login (member_id);

-- Ids that are dead although their time was not over. No session of these ids can be made again.
create table session.tombstone (
    id text primary key,
    -- When its record would have been over by itself.
    until timestamptz not null,
    -- Rotated away: the id the session has since. A logout that was under way finds it by this.
    successor text
);

create index tombstone_until on session.tombstone (until);

-- What happened to whom. Ids are hashes here as everywhere.
create table session.event (
    id bigint generated always as identity primary key,
    at timestamptz not null default session.now(),
    -- created, rotated, elevated, revoked, expired, refused, damaged
    kind text not null,
    session_id text,
    member_id bigint,
    ip inet,
    detail text
);

create index event_session on session.event (session_id, at);
create index event_member on session.event (member_id, at);
create index event_at on session.event (at);

-- The table of SESSION_STORE=postgres-stock: tower-sessions-sqlx-store as published, for comparison. Nothing guards it.
create table session.stock (
    id text primary key not null,
    data bytea not null,
    expiry_date timestamptz not null
);

-- A deleted id is buried, and so is one that was rotated away.
create function session.bury() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    insert into session.tombstone (id, until, successor)
    values (old.id, old.expiry_date, case when tg_op = 'UPDATE' then new.id end)
    on conflict do nothing;
    return null;
end
$$;

create trigger record_buried after delete on session.record
for each row when (old.expiry_date > session.now())
execute function session.bury();

create trigger record_rotated after update of id on session.record
for each row when (old.id <> new.id)
execute function session.bury();

-- The table defends itself, whoever writes to it: an upsert that was under way while the session was deleted would bring
-- it back. *After* insert: such an upsert waits for the delete, and a check made before the wait would see no tombstone.
create function session.stay_dead() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    if exists (select from session.tombstone where id = new.id) then
        raise exception 'this session has ended' using errcode = 'CFS01', hint = 'An ended session cannot be saved again.';
    end if;
    return null;
end
$$;

create trigger record_stays_dead after insert or update of id on session.record
for each row execute function session.stay_dead();

-- Every end of a login leaves an event, also one that somebody made by hand.
create function session.note_end() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    reason text := coalesce(nullif(current_setting('cfmall.reason', true), ''), 'deleted');
begin
    insert into session.event (kind, session_id, member_id, ip, detail)
    values (
        case when reason in ('expired', 'rotated', 'damaged') then reason else 'revoked' end,
        old.id, old.member_id, old.ip,
        case when reason in ('expired', 'rotated', 'damaged') then null else reason end
    );
    return null;
end
$$;

create trigger login_ended after delete on session.login
for each row execute function session.note_end();
