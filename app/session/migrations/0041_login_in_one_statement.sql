-- A login costs the database less: most of what it cost was the beginning and end of statements that change nothing.

-- Makes a session of `member` under the id `new_id`, which nobody has, with what it carries. The insert into session.login says whose it is.
-- `old_id`, what the browser had before, dies with it (ASVS 5.0 7.2.4), and of the member's sessions the newest `keep` stay. `proved_by` is the
-- version of the credentials that were checked, if that takes time: a login that was under way while the password was changed does not
-- count. Answers 'signed-in', 'disabled', 'outdated' or 'unknown'. The function of the same name that finds the record made already is for
-- copies of the version before this one.
create function session.sign_in(
    new_id text, payload bytea, old_id text, member bigint, remembered boolean, idle_limit interval, absolute_limit interval,
    elevated_for interval, method text, proved_by integer, ip inet, user_agent text, keep integer
) returns text
language plpgsql set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_bitmapscan = off
as $$
declare
    face session.member;
    moment timestamptz;
    theirs text[];
begin
    -- One login of a member at a time: copies that count the same sessions at once would all find room.
    select * into face from session.member m where m.id = sign_in.member for no key update;
    if face.id is null or face.disabled_at is not null or proved_by <> face.credentials_version then
        return case
            when face.id is null then 'unknown' when face.disabled_at is not null then 'disabled' else 'outdated'
        end;
    end if;
    -- Never before a "log out everywhere", should the clock have gone back, as it may with another server.
    moment := greatest(session.now(), face.sessions_valid_after);
    if old_id is not null then
        perform session.finish(old_id, 'rotated');
    end if;
    theirs := array(select l.id from session.login l where l.member_id = sign_in.member);
    insert into session.record (id, data, expiry_date) values (new_id, payload, moment + absolute_limit);
    insert into session.login (
        id, member_id, signed_in_at, last_seen_at, idle_limit, remembered, method, elevated_until, ip, user_agent
    ) values (
        new_id, sign_in.member, moment, moment, sign_in.idle_limit, sign_in.remembered, sign_in.method, moment + elevated_for,
        sign_in.ip, sign_in.user_agent
    );
    insert into session.event (at, kind, session_id, member_id, ip, detail)
    values (moment, 'created', new_id, sign_in.member, sign_in.ip, sign_in.method);
    if cardinality(theirs) >= keep then
        perform set_config('session.reason', 'limit', true);
        delete from session.record r where r.id = any(array(
            select l.id from session.logins_in_state('live', theirs, moment) l order by l.signed_in_at desc, l.id offset keep - 1
        ));
    end if;
    return 'signed-in';
end
$$;

revoke execute on function session.sign_in(
    text, bytea, text, bigint, boolean, interval, interval, interval, text, integer, inet, text, integer
) from public;

-- As in 0013 and 0024, and nothing is deleted where there is nothing to delete.
create or replace function session.trim(this_member bigint) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_bitmapscan = off
as $$
declare
    old_events bigint[] := array(
        select o.id from session.event o where o.member_id = this_member
        -- More than one goes with each call of a verb.
        order by o.at desc, o.id desc offset 1000 limit 100
    );
    old_ids text[];
begin
    if cardinality(old_events) = 0 then
        return;
    end if;
    with gone as (delete from session.event e where e.id = any(old_events) returning e.session_id)
    select array_agg(session_id) into old_ids from gone;
    delete from session.tombstone t where t.id = any(old_ids);
end
$$;

-- As in 0013. The condition is asked here: a trigger's own one is read from the catalogue anew with each statement, which takes longer than to
-- call the function.
create or replace function session.trim_after() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    if new.member_id is not null and new.kind in ('created', 'rotated') then
        perform session.trim(new.member_id);
    end if;
    return null;
end
$$;

create or replace trigger event_trims after insert on session.event for each row execute function session.trim_after();
