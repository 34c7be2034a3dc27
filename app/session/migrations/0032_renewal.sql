-- Renewal: a session in use gets a new id every so often, so that a cookie that somebody copied is found out. An id is in one of four states:
--
--   given       a response has brought it to the browser, or was lost on its way; nobody has come with it. The one before it stays good.
--   current     the id of session.record. A given id becomes it with the first request that brings it.
--   renewed     was current until its successor was first used; good for a moment, for requests that were under way then.
--   superseded  the moment is over. Two have the cookie, one of them with an old copy: the session ends when an id comes that is superseded.

-- Ids that sessions were given and nobody has used.
create table session.renewal (
    id text primary key,
    session_id text not null references session.record on update cascade on delete cascade,
    given_at timestamptz not null
);

create index renewal_session on session.renewal (session_id, given_at);

-- When the session was last given an id; null if never.
alter table session.login add column renewed_at timestamptz;

-- When the successor was first used; null of an id that died in another way.
alter table session.tombstone add column renewed_at timestamptz;

-- The stored id of a secret, from the bytes that are hashed for it (token.rs). Who says these has the secret, and has not only read the tables.
create function session.id_of(secret bytea) returns text
language sql immutable parallel safe
return rtrim(translate(encode(substring(sha256(secret) from 1 for 16), 'base64'), '+/', '-_'), '=');

-- What an id is that no session has at a `moment`: 'given', 'renewed', 'superseded', 'revoked' or 'unknown'.
create function session.state_of_dead(given_at timestamptz, buried text, renewed_at timestamptz, grace interval, moment timestamptz)
returns text
language sql immutable parallel safe
return case
    when given_at is not null then 'given'
    when buried is null then 'unknown'
    when renewed_at is null then 'revoked'
    when moment < renewed_at + grace then 'renewed'
    else 'superseded'
end;

-- A deleted id is buried, and so is one that was renamed. What was given to a session whose id changes for another reason is void: a proof of
-- identity leaves one cookie that is good.
create or replace function session.bury() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    is_renewal boolean := tg_op = 'UPDATE' and coalesce(current_setting('session.renewal', true), '') = 'on';
begin
    insert into session.tombstone (id, until, successor, renewed_at)
    values (
        old.id, old.expiry_date, case when tg_op = 'UPDATE' then new.id end, case when is_renewal then session.now() end
    )
    on conflict do nothing;
    if tg_op = 'UPDATE' and not is_renewal then
        delete from session.renewal g where g.session_id = new.id;
    end if;
    return null;
end
$$;

-- Gives the session of this secret a further id, unless it was given one less than `every` ago. Of several requests at once one has it done.
create function session.renew(secret bytea, new_id text, every interval) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_bitmapscan = off
as $$
declare
    this_id text := session.id_of(secret);
    moment timestamptz;
begin
    -- The record before the login, in the order of everybody who ends or renames a session.
    perform from session.record r where r.id = this_id for key share;
    if not found then
        return false;
    end if;
    moment := session.now();
    -- This is a use of the session, which a touch that came meanwhile has left out.
    update session.login l set renewed_at = moment, last_seen_at = greatest(l.last_seen_at, moment)
    where l.id = this_id and coalesce(l.renewed_at, l.signed_in_at) <= moment - every and l.last_seen_at + l.idle_limit > moment;
    if not found then
        return false;
    end if;
    insert into session.renewal (id, session_id, given_at) values (new_id, this_id, moment);
    -- A client that keeps no cookies gets a new id each time, and uses none.
    delete from session.renewal g where g.id = any(array(
        select o.id from session.renewal o where o.session_id = this_id order by o.given_at desc offset 4
    ));
    return true;
end
$$;

-- This secret's id, which its session was given, has come: it is the session's from now on. False if it is nobody's (any more).
create function session.promote(secret bytea) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_bitmapscan = off
as $$
declare
    new_id text := session.id_of(secret);
    old_id text;
    its_time timestamptz;
    who record;
begin
    loop
        select g.session_id, g.given_at into old_id, its_time from session.renewal g where g.id = new_id;
        if not found then
            -- Another request may have been quicker.
            return exists (select from session.record r where r.id = new_id);
        end if;
        perform set_config('session.renewal', 'on', true);
        update session.record r set id = new_id where r.id = old_id;
        -- Not if it got another id while this waited, which session.renewal knows now.
        exit when found;
    end loop;
    perform set_config('session.renewal', '', true);
    -- What came before it is void. What came after it may still be on its way.
    delete from session.renewal g where g.session_id = new_id and g.given_at <= its_time;
    select l.member_id, l.ip into who from session.login l where l.id = new_id;
    insert into session.event (kind, session_id, member_id, ip, detail)
    values ('rotated', old_id, who.member_id, who.ip, 'renewed');
    return true;
end
$$;

-- This secret's id has come although its successor was used more than `grace` ago: ends the session. False if it has ended already, or if the id
-- was not superseded.
create function session.end_copied(secret bytea, grace interval) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_bitmapscan = off
as $$
declare
    this_id text := session.id_of(secret);
begin
    -- Once: afterwards it is an id like others that are dead.
    update session.tombstone t set renewed_at = null where t.id = this_id and t.renewed_at + grace <= session.now();
    return found and session.finish(this_id, 'copied');
end
$$;

-- The id that a session has which was renewed since it had this one; null if there is none.
create function session.renewed_to(this_id text) returns text
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_bitmapscan = off
as $$
begin
    loop
        select t.successor into this_id from session.tombstone t where t.id = this_id and t.renewed_at is not null;
        if not found or exists (select from session.record r where r.id = this_id) then
            return this_id;
        end if;
    end loop;
end
$$;

-- The verbs as before, for a caller whose session was renewed while it was under way.

create or replace function session.rotate(old_id text, new_id text, elevated_for interval) returns boolean
language plpgsql set plan_cache_mode = force_custom_plan
as $$
declare
    moment timestamptz;
    who record;
begin
    loop
        update session.record r set id = new_id where r.id = old_id;
        exit when found;
        old_id := session.renewed_to(old_id);
        if old_id is null then
            return false;
        end if;
    end loop;
    moment := session.now();
    update session.login l
    set last_seen_at = greatest(l.last_seen_at, moment), renewed_at = moment,
        elevated_until = coalesce(moment + elevated_for, l.elevated_until)
    where l.id = new_id
    returning l.member_id, l.ip into who;
    insert into session.event (at, kind, session_id, member_id, ip, detail)
    values (moment, 'rotated', old_id, who.member_id, who.ip, null);
    if elevated_for is not null then
        insert into session.event (at, kind, session_id, member_id, ip, detail)
        values (moment, 'elevated', new_id, who.member_id, who.ip, null);
    end if;
    return true;
end
$$;

create or replace function session.revoke(member bigint, this_handle text) returns boolean
language plpgsql set plan_cache_mode = force_custom_plan
as $$
declare
    this_id text;
begin
    perform set_config('session.reason', 'revoked', true);
    loop
        select l.id into this_id from session.login l where l.handle::text = this_handle and l.member_id = revoke.member;
        if not found then
            return false;
        end if;
        delete from session.record r where r.id = this_id;
        if found then
            return true;
        end if;
    end loop;
end
$$;

create or replace function session.revoke_all(member bigint, keep_id text, reason text) returns bigint
language plpgsql set plan_cache_mode = force_custom_plan
as $$
declare
    moment timestamptz;
    kept text := keep_id;
    theirs text[];
    live text[];
    ended bigint;
begin
    -- A login that is under way is before this or after it, never beside it.
    perform from session.member m where m.id = revoke_all.member for no key update;
    -- The session that stays keeps the id that it has now until this is done.
    while kept is not null loop
        perform from session.record r where r.id = kept for key share;
        exit when found;
        kept := session.renewed_to(kept);
    end loop;
    moment := session.now();
    theirs := array(
        select l.id from session.login l where l.member_id = revoke_all.member and l.id is distinct from kept
    );
    live := array(select l.id from session.logins_in_state('live', theirs, moment) l);
    if keep_id is null then
        update session.member m set sessions_valid_after = moment where m.id = revoke_all.member;
    end if;
    perform set_config('session.reason', revoke_all.reason, true);
    with gone as (delete from session.record r where r.id = any(theirs) returning r.id)
    select count(*) filter (where id = any(live)) into ended from gone;
    return ended;
end
$$;

create or replace function session.list(member bigint, current text) returns table (
    handle text, is_current boolean, signed_in_at timestamptz, last_seen_at timestamptz, expires_at timestamptz,
    remembered boolean, method text, ip text, user_agent text
)
language plpgsql stable set plan_cache_mode = force_custom_plan
as $$
declare
    theirs text[] := array(select l.id from session.login l where l.member_id = list.member);
    here text := coalesce(session.renewed_to(list.current), list.current);
begin
    return query
    select l.handle::text, l.id = here, l.signed_in_at, l.last_seen_at, r.expiry_date, l.remembered, l.method,
           host(l.ip), l.user_agent
    from session.logins_in_state('live', theirs, session.now()) l
    cross join lateral (select expiry_date from session.record where id = l.id offset 0) r
    order by l.id = here desc, l.last_seen_at desc, l.id;
end
$$;

revoke execute on function
    session.id_of(bytea), session.state_of_dead(timestamptz, text, timestamptz, interval, timestamptz),
    session.renew(bytea, text, interval), session.promote(bytea), session.end_copied(bytea, interval), session.renewed_to(text)
from public;
