-- As in 0041, for what cfmall does at a login.

grant execute on function session.sign_in(
    text, bytea, text, bigint, boolean, interval, interval, interval, text, integer, inet, text, integer
) to cfmall_auth;

-- As in 0010 and 0025, in fewer statements. The hashes are those of auth.hashed(), which PostgreSQL would begin anew for each of them.
create or replace function auth.charge(subjects text[], free integer[], forget interval[]) returns interval
language plpgsql set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_bitmapscan = off
as $$
declare
    keys text[] := array(select encode(sha256(convert_to(s, 'UTF8')), 'hex') from unnest(subjects) s);
    moment timestamptz;
    latest timestamptz;
begin
    insert into auth.attempt (subject, last_at)
    select k, clock_timestamp() from unnest(keys) k order by k
    on conflict do nothing;
    -- Always in the same order, so nobody waits for each other.
    select max(locked.blocked_until) into latest
    from (
        select a.blocked_until from auth.attempt a where a.subject = any(keys) order by a.subject for update
    ) locked;
    moment := clock_timestamp();
    if latest > moment then
        return latest - moment;
    end if;
    for number in 1 .. cardinality(keys) loop
        update auth.attempt a set
            failures = counted.failures,
            last_at = moment,
            blocked_until = moment + auth.pause(counted.failures, free[number])
        from (
            select case
                       when o.last_at < moment - interval '1 day' then 1
                       else greatest(o.failures - coalesce(
                           extract(epoch from moment - o.last_at) / extract(epoch from forget[number]), 0
                       ), 0) + 1
                   end as failures
            from auth.attempt o where o.subject = keys[number] offset 0
        ) counted
        where a.subject = keys[number];
    end loop;
    delete from auth.attempt a where a.subject = any(array(
        select o.subject from auth.attempt o where o.last_at < moment - interval '1 day'
        order by o.last_at limit 20 for update skip locked
    ));
    return null;
end
$$;

-- As in 0026, with the hashes of charge().
create or replace function auth.settle(cleared text[], given_back text[], member bigint, device text) returns void
language plpgsql set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_bitmapscan = off
as $$
declare
    begun text[] := array(select encode(sha256(convert_to(s, 'UTF8')), 'hex') from unnest(cleared) s);
    returned text[] := array(select encode(sha256(convert_to(s, 'UTF8')), 'hex') from unnest(given_back) s);
    moment timestamptz := clock_timestamp();
begin
    perform from auth.attempt a where a.subject = any(begun || returned) order by a.subject for update;
    delete from auth.attempt a where a.subject = any(begun);
    update auth.attempt a set failures = greatest(a.failures - 1, 0), blocked_until = null
    where a.subject = any(returned);
    if device is null then
        return;
    end if;
    insert into auth.known_device (token_hash, member_id, last_used_at)
    values (encode(sha256(convert_to(device, 'UTF8')), 'hex'), settle.member, moment)
    on conflict (token_hash) do update set member_id = excluded.member_id, last_used_at = excluded.last_used_at;
    delete from auth.known_device k where k.token_hash = any(array(
        select o.token_hash from auth.known_device o where o.member_id = settle.member
        order by o.last_used_at desc offset 20
    ));
    insert into auth.login_time (member_id, latest) values (settle.member, moment)
    on conflict (member_id) do update set previous = login_time.latest, latest = excluded.latest;
end
$$;

-- As in 0040, and nothing is deleted where there is nothing to delete.
create or replace function auth.note_activity(member bigint, this_kind text, this_reason text, from_ip inet, from_agent text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_bitmapscan = off
as $$
declare
    moment timestamptz := clock_timestamp();
    is_failure boolean := this_kind in ('login-failed', 'confirmation-failed');
    too_many bigint[];
begin
    -- There are members whom this service does not know, if they are somebody else's.
    insert into auth.activity (member_id, at, kind, reason, ip, user_agent, operator_id)
    select m.id, moment, this_kind, this_reason, from_ip, left(from_agent, 200),
           nullif(current_setting('auth.operator', true), '')::bigint
    from auth.member m where m.id = note_activity.member;
    -- Found without a lock, which those that stay would get, too.
    too_many := array(
        select o.id from auth.activity o
        where o.member_id = note_activity.member and (o.kind in ('login-failed', 'confirmation-failed')) = is_failure
        order by o.id desc offset case when is_failure then 50 else 150 end
    );
    if cardinality(too_many) > 0 then
        delete from auth.activity a where a.id = any(array(
            select o.id from auth.activity o where o.id = any(too_many) order by o.id for update skip locked
        ));
    end if;
    delete from auth.activity a where a.id = any(array(
        select o.id from auth.activity o where o.at < moment - interval '180 days'
        order by o.at limit 20 for update skip locked
    ));
end
$$;

-- As in 0031, with the condition here as in 0041.
create or replace function auth.note_login() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp set plan_cache_mode = force_generic_plan
as $$
begin
    if new.member_id is not null
       and new.kind in ('created', 'elevated')
       and coalesce(current_setting('session.reason', true), '') <> 'password-changed'
    then
        perform auth.note_activity(
            new.member_id, case new.kind when 'created' then 'login' else 'confirmed' end, nullif(new.detail, 'password'),
            new.ip, (select l.user_agent from session.login l where l.id = new.session_id)
        );
    end if;
    return null;
end
$$;

create or replace trigger event_is_activity after insert on session.event for each row execute function auth.note_login();
