-- Whether a session is alive is said here and nowhere else, and the verbs ask it. `session.clock`, which only tests wrote, is
-- not read any more: whoever wants another time replaces session.now(). The table stays for copies of the release before
-- this one, which still read it while they are replaced.

-- The moment it is called, not the moment its transaction began: waiting for a lock takes time.
create or replace function session.now() returns timestamptz
language sql volatile parallel safe
return clock_timestamp();

-- What a session is at a `moment`, from the columns of its record, its login and its member:
--   unknown  nobody is logged in with it
--   revoked  its member is disabled, or has logged out everywhere since
--   expired  its absolute or its idle limit is over
--   live     none of these
-- Columns and not rows, so that a role may ask that cannot read all of session.login; inlined into the caller's statement.
create function session.state(
    expiry_date timestamptz, signed_in_at timestamptz, last_seen_at timestamptz, idle_limit interval,
    disabled_at timestamptz, sessions_valid_after timestamptz, moment timestamptz
) returns text
language sql stable parallel safe
return case
    when signed_in_at is null then 'unknown'
    when disabled_at is not null or signed_in_at < sessions_valid_after then 'revoked'
    when expiry_date <= moment or last_seen_at + idle_limit <= moment then 'expired'
    else 'live'
end;

revoke execute on function session.state(
    timestamptz, timestamptz, timestamptz, interval, timestamptz, timestamptz, timestamptz
) from public;

-- Every end of a login leaves an event, also one that somebody made by hand. Verbs say why in the setting `session.reason`.
create or replace function session.note_end() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    reason text := coalesce(nullif(current_setting('session.reason', true), ''), 'deleted');
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

-- Deletes the session that had this id, also if it has got another one in the meantime: who logs out in one tab while
-- another tab confirms a password means the one session both have. False if it has ended already.
create or replace function session.finish(this_id text, reason text) returns boolean
language plpgsql
as $$
begin
    perform set_config('session.reason', finish.reason, true);
    while this_id is not null loop
        -- Waits for a rotation that is under way, and then finds nothing under the old id.
        delete from session.record r where r.id = this_id;
        if found then
            return true;
        end if;
        this_id := (select t.successor from session.tombstone t where t.id = this_id);
    end loop;
    return false;
end
$$;

-- Makes the record `new_id`, which exists and belongs to nobody, a session of `member`. The insert into session.login is
-- the commit point of a login. `old_id`, what the browser had before, dies with it (ASVS 5.0 7.2.4), and of the member's
-- sessions the newest `keep` stay. `proved_by` is the version of the credentials that were checked, if that takes time:
-- a login that was under way while the password was changed does not count. Answers 'signed-in', 'disabled', 'outdated' or 'unknown'.
create or replace function session.sign_in(
    new_id text, old_id text, member bigint, remembered boolean, idle_limit interval, absolute_limit interval,
    elevated_for interval, method text, proved_by integer, ip inet, user_agent text, keep integer
) returns text
language plpgsql
as $$
declare
    face session.member;
    moment timestamptz;
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
    delete from session.record r where r.id in (
        select l.id
        from session.login l join session.record live on live.id = l.id
        where l.member_id = sign_in.member and l.id <> new_id
          and session.state(live.expiry_date, l.signed_in_at, l.last_seen_at, l.idle_limit, face.disabled_at,
                            face.sessions_valid_after, moment) = 'live'
        order by l.signed_in_at desc, l.id
        offset keep - 1
    );
    return 'signed-in';
end
$$;

-- Log out one of the member's sessions, by its handle. False if there is none of this handle that is the member's.
create or replace function session.revoke(member bigint, this_handle text) returns boolean
language plpgsql
as $$
begin
    perform set_config('session.reason', 'revoked', true);
    delete from session.record r
    using session.login l
    where l.id = r.id and l.handle::text = this_handle and l.member_id = revoke.member;
    return found;
end
$$;

-- Log out all of the member's sessions but `keep_id`; with null, all of them. The number of those that were alive.
create or replace function session.revoke_all(member bigint, keep_id text, reason text) returns bigint
language plpgsql
as $$
declare
    face session.member;
    moment timestamptz;
    ended bigint;
begin
    -- A login that is under way is before this or after it, never beside it.
    select * into face from session.member m where m.id = revoke_all.member for no key update;
    moment := session.now();
    if keep_id is null then
        update session.member m set sessions_valid_after = moment where m.id = revoke_all.member;
    end if;
    perform set_config('session.reason', revoke_all.reason, true);
    with gone as (
        delete from session.record r
        using session.login l
        where l.id = r.id and l.member_id = revoke_all.member and l.id is distinct from keep_id
        returning session.state(r.expiry_date, l.signed_in_at, l.last_seen_at, l.idle_limit, face.disabled_at,
                                face.sessions_valid_after, moment) as state
    )
    select count(*) filter (where state = 'live') into ended from gone;
    return ended;
end
$$;

-- Those sessions were used. Moves only forward, at most every `every`, and never brings one back that is over. Two copies
-- that touch the same rows do not wait for each other.
create or replace function session.touch(ids text[], every interval) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    moment timestamptz := session.now();
    touched bigint;
begin
    update session.login l set last_seen_at = moment
    from (
        select s.id
        from session.login s join session.record r on r.id = s.id join session.member m on m.id = s.member_id
        where s.id = any(ids) and s.last_seen_at < moment - every
          and session.state(r.expiry_date, s.signed_in_at, s.last_seen_at, s.idle_limit, m.disabled_at,
                            m.sessions_valid_after, moment) = 'live'
        order by s.id
        for no key update of s skip locked
    ) stale
    where l.id = stale.id;
    get diagnostics touched = row_count;
    return touched;
end
$$;

-- Deletes those of `ids` that are over, and no others.
create or replace function session.reap(ids text[]) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    moment timestamptz := session.now();
    reaped bigint;
begin
    perform set_config('session.reason', 'expired', true);
    delete from session.record r
    where r.id in (
        select o.id
        from session.record o join session.login l on l.id = o.id join session.member m on m.id = l.member_id
        where o.id = any(ids)
          and session.state(o.expiry_date, l.signed_in_at, l.last_seen_at, l.idle_limit, m.disabled_at,
                            m.sessions_valid_after, moment) = 'expired'
        order by o.id
        for update of o skip locked
    );
    get diagnostics reaped = row_count;
    return reaped;
end
$$;

-- Ends a session whose payload cannot be read, unless somebody has written another one since.
create or replace function session.discard(this_id text, damaged bytea) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    perform set_config('session.reason', 'damaged', true);
    delete from session.record r where r.id = this_id and r.data = damaged;
    return found;
end
$$;

-- Deletes what is over, at most `batch` rows of each kind: how many sessions that were, and whether there may be more to
-- do. Copies that come at the same time share the work.
create or replace function session.clean_up(batch integer, out sessions bigint, out more boolean)
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    moment timestamptz := session.now();
    tombstones bigint;
    events bigint;
begin
    perform set_config('session.reason', 'expired', true);
    delete from session.record r
    where r.id in (
        select o.id from session.record o where o.expiry_date <= moment
        order by o.expiry_date limit batch for update skip locked
    );
    get diagnostics sessions = row_count;
    delete from session.tombstone t
    where t.id in (
        select o.id from session.tombstone o where o.until <= moment limit batch for update skip locked
    );
    get diagnostics tombstones = row_count;
    delete from session.event e
    where e.id in (
        select o.id from session.event o where o.at <= moment - interval '90 days' limit batch for update skip locked
    );
    get diagnostics events = row_count;
    more := greatest(sessions, tombstones, events) >= batch;
end
$$;

-- The table of a store that is only there for comparison: it belongs to whoever compares.
drop table session.stock;
