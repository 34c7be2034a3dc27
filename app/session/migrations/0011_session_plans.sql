-- The verbs are as fast in a table that has just grown as in one that PostgreSQL knows. It does not know it until it has analysed
-- it, a minute later or so: until then it uses plans that were made for another size, or guesses from what the table was. A table that
-- was empty when it was vacuumed is taken for empty, however large it is; an `in (select … limit …)` then compares every row with
-- every other one. With a hundred thousand rows the first thousand of a clean-up took 44 s.
--
-- So a verb plans each time anew, for the table's real size, and none is called often; and it finds first what it
-- changes, into an array, and then changes it by its key, of which there is one plan only. `create or replace` forgets the
-- settings: whoever replaces a verb says them again.

alter function session.discard(text, bytea) set plan_cache_mode = force_custom_plan;
alter function session.finish(text, text) set plan_cache_mode = force_custom_plan;
alter function session.rotate(text, text, interval) set plan_cache_mode = force_custom_plan;

-- Those of the sessions `ids` whose state is `wanted` at a `moment`. Inlined into the caller's statement.
create function session.logins_in_state(wanted text, ids text[], moment timestamptz) returns setof session.login
language sql stable
as $$
    select l.*
    from unnest(ids) as asked(id)
    cross join lateral (select * from session.login where id = asked.id offset 0) l
    cross join lateral (select expiry_date from session.record where id = asked.id offset 0) r
    cross join lateral (
        select disabled_at, sessions_valid_after from session.member where id = l.member_id offset 0
    ) m
    where session.state(r.expiry_date, l.signed_in_at, l.last_seen_at, l.idle_limit, m.disabled_at, m.sessions_valid_after,
                        moment) = wanted
$$;

-- As in 0008, but by key.
create or replace function session.sign_in(
    new_id text, old_id text, member bigint, remembered boolean, idle_limit interval, absolute_limit interval,
    elevated_for interval, method text, proved_by integer, ip inet, user_agent text, keep integer
) returns text
language plpgsql set plan_cache_mode = force_custom_plan
as $$
declare
    face session.member;
    moment timestamptz;
    theirs text[];
begin
    -- One login of a member at a time: copies that count the same sessions at once would all find room.
    select * into face from session.member m where m.id = sign_in.member for no key update;
    -- Never before a "log out everywhere", should the clock have gone back, as it may with another server.
    moment := greatest(session.now(), face.sessions_valid_after);
    if face.id is null or face.disabled_at is not null or proved_by <> face.credentials_version then
        delete from session.record r where r.id = new_id;
        return case
            when face.id is null then 'unknown' when face.disabled_at is not null then 'disabled' else 'outdated'
        end;
    end if;
    perform session.finish(old_id, 'rotated');
    -- By this clock and no copy's own.
    update session.record r set expiry_date = moment + absolute_limit where r.id = new_id;
    insert into session.login (
        id, member_id, signed_in_at, last_seen_at, idle_limit, remembered, method, elevated_until, ip, user_agent
    ) values (
        new_id, sign_in.member, moment, moment, sign_in.idle_limit, sign_in.remembered, sign_in.method, moment + elevated_for,
        sign_in.ip, sign_in.user_agent
    );
    insert into session.event (at, kind, session_id, member_id, ip, detail)
    values (moment, 'created', new_id, sign_in.member, sign_in.ip, sign_in.method);
    perform set_config('session.reason', 'limit', true);
    theirs := array(select l.id from session.login l where l.member_id = sign_in.member and l.id <> new_id);
    delete from session.record r where r.id = any(array(
        select l.id from session.logins_in_state('live', theirs, moment) l order by l.signed_in_at desc, l.id offset keep - 1
    ));
    return 'signed-in';
end
$$;

create or replace function session.revoke(member bigint, this_handle text) returns boolean
language plpgsql set plan_cache_mode = force_custom_plan
as $$
begin
    perform set_config('session.reason', 'revoked', true);
    delete from session.record r
    where r.id = (
        select l.id from session.login l where l.handle::text = this_handle and l.member_id = revoke.member
    );
    return found;
end
$$;

create or replace function session.revoke_all(member bigint, keep_id text, reason text) returns bigint
language plpgsql set plan_cache_mode = force_custom_plan
as $$
declare
    moment timestamptz;
    theirs text[];
    live text[];
    ended bigint;
begin
    -- A login that is under way is before this or after it, never beside it.
    perform from session.member m where m.id = revoke_all.member for no key update;
    moment := session.now();
    theirs := array(
        select l.id from session.login l where l.member_id = revoke_all.member and l.id is distinct from keep_id
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

create or replace function session.touch(ids text[], every interval) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan
as $$
declare
    moment timestamptz := session.now();
    stale text[] := array(
        select l.id from session.logins_in_state('live', ids, moment) l where l.last_seen_at < moment - every
    );
    touched bigint;
begin
    update session.login l set last_seen_at = moment
    where l.id = any(array(
        select s.id from session.login s where s.id = any(stale) and s.last_seen_at < moment - every
        order by s.id for no key update skip locked
    ));
    get diagnostics touched = row_count;
    return touched;
end
$$;

create or replace function session.reap(ids text[]) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan
as $$
declare
    moment timestamptz := session.now();
    dead text[] := array(select l.id from session.logins_in_state('expired', ids, moment) l);
    reaped bigint;
begin
    perform set_config('session.reason', 'expired', true);
    delete from session.record r
    where r.id = any(array(
        select o.id from session.record o where o.id = any(dead) order by o.id for update skip locked
    ));
    get diagnostics reaped = row_count;
    return reaped;
end
$$;

create or replace function session.clean_up(batch integer, out sessions bigint, out more boolean)
language plpgsql security definer set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan
-- What is over is found by the index on its time, which says in which order.
set enable_seqscan = off set enable_bitmapscan = off
as $$
declare
    moment timestamptz := session.now();
    tombstones bigint;
    events bigint;
begin
    perform set_config('session.reason', 'expired', true);
    delete from session.record r
    where r.ctid = any(array(
        select o.ctid from session.record o where o.expiry_date <= moment
        order by o.expiry_date limit batch for update skip locked
    ));
    get diagnostics sessions = row_count;
    delete from session.tombstone t
    where t.ctid = any(array(
        select o.ctid from session.tombstone o where o.until <= moment
        order by o.until limit batch for update skip locked
    ));
    get diagnostics tombstones = row_count;
    delete from session.event e
    where e.ctid = any(array(
        select o.ctid from session.event o where o.at <= moment - interval '90 days'
        order by o.at limit batch for update skip locked
    ));
    get diagnostics events = row_count;
    more := greatest(sessions, tombstones, events) >= batch;
end
$$;

-- A member's live sessions: that of `current` first, then by last use.
create function session.list(member bigint, current text) returns table (
    handle text, is_current boolean, signed_in_at timestamptz, last_seen_at timestamptz, expires_at timestamptz,
    remembered boolean, method text, ip text, user_agent text
)
language plpgsql stable set plan_cache_mode = force_custom_plan
as $$
declare
    theirs text[] := array(select l.id from session.login l where l.member_id = list.member);
begin
    return query
    select l.handle::text, l.id = list.current, l.signed_in_at, l.last_seen_at, r.expiry_date, l.remembered, l.method,
           host(l.ip), l.user_agent
    from session.logins_in_state('live', theirs, session.now()) l
    cross join lateral (select expiry_date from session.record where id = l.id offset 0) r
    order by l.id = list.current desc, l.last_seen_at desc, l.id;
end
$$;

revoke execute on function session.list(bigint, text), session.logins_in_state(text, text[], timestamptz) from public;
