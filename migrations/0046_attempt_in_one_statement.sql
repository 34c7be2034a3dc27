-- A login costs the database less: an attempt is counted in one statement, and what is too old is deleted by itself and not by the next login.

-- As in 0010, 0025 and 0042.
create or replace function auth.charge(subjects text[], free integer[], forget interval[]) returns interval
language plpgsql set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_bitmapscan = off
as $$
declare
    keys text[] := '{}';
    counted text[];
    wait interval;
begin
    for number in 1 .. cardinality(subjects) loop
        keys[number] := encode(sha256(convert_to(subjects[number], 'UTF8')), 'hex');
    end loop;
    with attempt as (
        insert into auth.attempt as a (subject, failures, last_at, blocked_until)
        select keys[n], 1, clock_timestamp(), clock_timestamp() + auth.pause(1, free[n])
        from generate_subscripts(keys, 1) n
        -- Always in the same order, so nobody waits for each other.
        order by keys[n]
        on conflict (subject) do update set (failures, last_at, blocked_until) = (
            select o.failures, o.moment, o.moment + auth.pause(o.failures, free[o.number])
            from (
                select now.moment, now.number, case
                           when a.last_at < now.moment - interval '1 day' then 1
                           else greatest(a.failures - coalesce(
                               extract(epoch from now.moment - a.last_at) / extract(epoch from forget[now.number]), 0
                           ), 0) + 1
                       end as failures
                from (select clock_timestamp() as moment, array_position(keys, a.subject) as number offset 0) now
                offset 0
            ) o
        )
        where a.blocked_until is null or a.blocked_until <= clock_timestamp()
        returning a.subject
    )
    select array_agg(attempt.subject) into counted from attempt;
    if cardinality(counted) = cardinality(keys) then
        return null;
    end if;
    -- One of them has to wait, so nothing is counted. What another one has forgotten in the meantime stays forgotten.
    select max(a.blocked_until) - clock_timestamp() into wait
    from auth.attempt a where a.subject = any(keys) and a.subject <> all(coalesce(counted, '{}'));
    update auth.attempt a set failures = greatest(a.failures - 1, 0), blocked_until = null where a.subject = any(counted);
    -- Its time may have come just now.
    return greatest(wait, interval '0');
end
$$;

-- As in 0042, without a statement for what is not there.
create or replace function auth.settle(cleared text[], given_back text[], member bigint, device text) returns void
language plpgsql set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_bitmapscan = off
as $$
declare
    begun text[] := '{}';
    returned text[] := '{}';
    moment timestamptz := clock_timestamp();
    this_device text := encode(sha256(convert_to(device, 'UTF8')), 'hex');
begin
    for number in 1 .. cardinality(cleared) loop
        begun[number] := encode(sha256(convert_to(cleared[number], 'UTF8')), 'hex');
    end loop;
    for number in 1 .. cardinality(given_back) loop
        returned[number] := encode(sha256(convert_to(given_back[number], 'UTF8')), 'hex');
    end loop;
    if cardinality(begun) + cardinality(returned) > 1 then
        perform from auth.attempt a where a.subject = any(begun || returned) order by a.subject for update;
    end if;
    if cardinality(begun) > 0 then
        delete from auth.attempt a where a.subject = any(begun);
    end if;
    if cardinality(returned) > 0 then
        update auth.attempt a set failures = greatest(a.failures - 1, 0), blocked_until = null
        where a.subject = any(returned);
    end if;
    if device is null then
        return;
    end if;
    insert into auth.known_device (token_hash, member_id, last_used_at) values (this_device, settle.member, moment)
    on conflict (token_hash) do nothing;
    if not found then
        update auth.known_device k set member_id = settle.member, last_used_at = moment where k.token_hash = this_device;
    else
        delete from auth.known_device k where k.token_hash = any(array(
            select o.token_hash from auth.known_device o where o.member_id = settle.member
            order by o.last_used_at desc offset 20
        ));
    end if;
    insert into auth.login_time (member_id, latest) values (settle.member, moment)
    on conflict (member_id) do update set previous = login_time.latest, latest = excluded.latest;
end
$$;

-- As in 0042.
create or replace function auth.note_activity(member bigint, this_kind text, this_reason text, from_ip inet, from_agent text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_bitmapscan = off
as $$
declare
    is_failure boolean := this_kind in ('login-failed', 'confirmation-failed');
    too_many bigint[];
begin
    -- There are members whom this service does not know, if they are somebody else's.
    insert into auth.activity (member_id, at, kind, reason, ip, user_agent, operator_id)
    select m.id, clock_timestamp(), this_kind, this_reason, from_ip, left(from_agent, 200),
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
end
$$;

-- Deletes attempts that nobody has made for a day and activity of more than 180 days ago, of each as many as `most`: how many there were.
create function auth.delete_due_history(most integer) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_bitmapscan = off
as $$
declare
    attempts bigint;
    activities bigint;
begin
    delete from auth.attempt a where a.subject = any(array(
        select o.subject from auth.attempt o where o.last_at < clock_timestamp() - interval '1 day'
        order by o.last_at limit most for update skip locked
    ));
    get diagnostics attempts = row_count;
    delete from auth.activity a where a.id = any(array(
        select o.id from auth.activity o where o.at < clock_timestamp() - interval '180 days'
        order by o.at limit most for update skip locked
    ));
    get diagnostics activities = row_count;
    return attempts + activities;
end
$$;

revoke execute on function auth.delete_due_history(integer) from public;
grant execute on function auth.delete_due_history(integer) to cfmall_auth;
