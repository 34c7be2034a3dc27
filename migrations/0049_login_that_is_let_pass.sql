-- A login costs the database less: an attempt is written down only where it may have to be refused, and the device that a member logs in on is
-- noted with the session.

-- Counts an attempt about each of these (hashes of subjects, see auth.charge()), always in the same order, so nobody waits for each other. About whom
-- somebody has to wait it is counted only if it counts in any case (has_failed). Answers those about whom it was.
create function auth.count_attempt(keys text[], free integer[], forget interval[], has_failed boolean) returns text[]
language plpgsql set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_bitmapscan = off
as $$
declare
    counted text[];
begin
    with attempt as (
        insert into auth.attempt as a (subject, failures, last_at, blocked_until)
        select keys[n], 1, clock_timestamp(), clock_timestamp() + auth.pause(1, free[n])
        from generate_subscripts(keys, 1) n
        order by keys[n]
        on conflict (subject) do update set (failures, last_at, blocked_until) = (
            select o.failures, o.moment, greatest(
                       case when a.blocked_until > o.moment then a.blocked_until end, o.moment + auth.pause(o.failures, free[o.number])
                   )
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
        where has_failed or a.blocked_until is null or a.blocked_until <= clock_timestamp()
        returning a.subject
    )
    select array_agg(attempt.subject) into counted from attempt;
    return coalesce(counted, '{}');
end
$$;

-- As in 0046.
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
    counted := auth.count_attempt(keys, free, forget, false);
    if cardinality(counted) = cardinality(keys) then
        return null;
    end if;
    -- One of them has to wait, so nothing is counted. What another one has forgotten in the meantime stays forgotten.
    select max(a.blocked_until) - clock_timestamp() into wait
    from auth.attempt a where a.subject = any(keys) and a.subject <> all(counted);
    update auth.attempt a set failures = greatest(a.failures - 1, 0), blocked_until = null where a.subject = any(counted);
    -- Its time may have come just now.
    return greatest(wait, interval '0');
end
$$;

-- Counts an attempt that was not counted before its password was found to be wrong, whoever has to wait by now: what they wait for may be given
-- back. Answers how long they had to wait already, or null.
create function auth.count_failure(subjects text[], free integer[], forget interval[]) returns interval
language plpgsql set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_bitmapscan = off
as $$
declare
    keys text[] := '{}';
    wait interval;
begin
    for number in 1 .. cardinality(subjects) loop
        keys[number] := encode(sha256(convert_to(subjects[number], 'UTF8')), 'hex');
    end loop;
    select max(a.blocked_until) - clock_timestamp() into wait
    from auth.attempt a where a.subject = any(keys) and a.blocked_until > clock_timestamp();
    perform auth.count_attempt(keys, free, forget, true);
    return wait;
end
$$;

-- As in 0047, and says whether the attempt was counted. With lenient it is not if nothing speaks against it: no failure about the
-- account or device, fewer than half of the free ones from the address, and nobody has to wait. Whoever is answered that the password is
-- wrong has been counted before (auth.count_failure); see decision 0084. The function of the same name that always counts is for copies of the version before.
create function auth.open_login(
    account text, device text, phone text, email text, typed text, network text, free integer[], forget double precision[], lenient boolean
) returns table (
    id bigint, nickname text, password_hash text, disabled boolean, credentials_version integer, is_demo boolean,
    knows_device boolean, subjects text[], counted boolean, wait double precision
)
language plpgsql set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_bitmapscan = off
as $$
#variable_conflict use_column
declare
    keys text[] := '{}';
begin
    select m.id, m.nickname, m.password_hash, m.disabled_at is not null, m.credentials_version, m.is_demo
    into open_login.id, open_login.nickname, open_login.password_hash, open_login.disabled, open_login.credentials_version, open_login.is_demo
    from auth.member m
    where m.id = any(array[
        (select n.id from auth.member n where lower(n.user_name) = lower(open_login.account)),
        (select p.id from auth.member p where p.phone = open_login.phone),
        (select e.id from auth.member e where e.email = open_login.email)
    ]);
    open_login.knows_device := exists (
        select from auth.known_device d
        where d.token_hash = encode(sha256(convert_to(open_login.device, 'UTF8')), 'hex') and d.member_id = open_login.id
    );
    open_login.subjects := case
        when open_login.knows_device then array['device ' || open_login.device]
        else array_remove(array[
            coalesce('member ' || open_login.id, 'account ' || open_login.typed), 'address ' || open_login.network
        ], null)
    end;
    open_login.counted := not open_login.lenient;
    if open_login.lenient then
        for number in 1 .. cardinality(open_login.subjects) loop
            keys[number] := encode(sha256(convert_to(open_login.subjects[number], 'UTF8')), 'hex');
        end loop;
        open_login.counted := exists (
            select from auth.attempt a
            where a.subject = any(keys)
              and (a.blocked_until is not null or a.failures >= case a.subject when keys[1] then 1 else open_login.free[2] / 2 end)
        );
    end if;
    if open_login.counted then
        open_login.wait := extract(epoch from auth.charge(open_login.subjects, open_login.free, array(
            select make_interval(secs => s.seconds) from unnest(open_login.forget) with ordinality s (seconds, n) order by s.n
        )));
        -- Nobody waits until it is on disk.
        perform set_config('synchronous_commit', 'off', true);
    end if;
    return next;
end
$$;

-- As in 0042; and the device is known from now on whose token a login brings along (the setting session.context). Twenty devices of a member are
-- kept. When a member logged in before is in auth.activity; auth.login_time goes with a later release.
create or replace function auth.note_login() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_bitmapscan = off
as $$
declare
    device text := nullif(current_setting('session.context', true), '');
    this_device text;
    moment timestamptz;
    too_many text[];
begin
    if new.member_id is null
       or new.kind not in ('created', 'elevated')
       or coalesce(current_setting('session.reason', true), '') = 'password-changed'
    then
        return null;
    end if;
    -- Before the member is locked, for the activity or by the foreign key: in the order in which a change of the phone takes the two. After that it waits
    -- for no device.
    if device is not null and new.kind = 'created' then
        this_device := encode(sha256(convert_to(device, 'UTF8')), 'hex');
        moment := clock_timestamp();
        insert into auth.known_device (token_hash, member_id, last_used_at) values (this_device, new.member_id, moment)
        on conflict (token_hash) do nothing;
        if not found then
            update auth.known_device k set member_id = new.member_id, last_used_at = moment where k.token_hash = this_device;
        else
            too_many := array(
                select o.token_hash from auth.known_device o where o.member_id = new.member_id
                order by o.last_used_at desc offset 20
            );
            if cardinality(too_many) > 0 then
                delete from auth.known_device k where k.token_hash = any(array(
                    select o.token_hash from auth.known_device o where o.token_hash = any(too_many)
                    order by o.token_hash for update skip locked
                ));
            end if;
        end if;
    end if;
    perform auth.note_activity(
        new.member_id, case new.kind when 'created' then 'login' else 'confirmed' end, nullif(new.detail, 'password'),
        new.ip, (select l.user_agent from session.login l where l.id = new.session_id)
    );
    return null;
end
$$;
