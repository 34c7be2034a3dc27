-- Attempts to prove a password, counted where every copy sees them (ASVS 5.0 6.1.1, 6.3.1).

-- Whom the attempts are about and whom they come from, as hashes: people type passwords into the wrong field.
create table auth.attempt (
    subject text primary key,
    -- A fraction, because some of them are forgotten bit by bit.
    failures double precision not null default 0,
    last_at timestamptz not null,
    blocked_until timestamptz
);
create index attempt_last_at on auth.attempt (last_at);

-- Devices on which a member has logged in. Their attempts are counted apart, so nobody else can lock the owner out.
create table auth.known_device (
    token_hash text primary key,
    member_id bigint not null references auth.member (id) on delete cascade,
    last_used_at timestamptz not null
);
create index known_device_member on auth.known_device (member_id, last_used_at);

-- Attempts that failed, for the member to see.
create table auth.failed_login (
    id bigint generated always as identity primary key,
    member_id bigint not null references auth.member (id) on delete cascade,
    at timestamptz not null,
    ip inet,
    user_agent text
);
create index failed_login_member on auth.failed_login (member_id, at);

-- When a member logged in, and when before that.
create table auth.login_time (
    member_id bigint primary key references auth.member (id) on delete cascade,
    latest timestamptz not null,
    previous timestamptz
);

create function auth.hashed(secret text) returns text
language sql immutable
return encode(sha256(convert_to(secret, 'UTF8')), 'hex');

-- The pause after so many failures: none for the first, then twice as long each time, up to a quarter of an hour.
create function auth.pause(failures double precision, free integer) returns interval
language sql immutable
return case
    when failures < free then null
    else least(interval '15 minutes', interval '1 second' * (2 ^ least(failures - free, 10)))
end;

-- Counts an attempt about all these subjects, each with so many free ones, and returns null; or counts nothing and returns how
-- long to wait. An attempt is counted before it is known to fail: of many at the same time each finds the ones before it.
-- Failures are forgotten after a day without any; where `forget` says so, one in that time: behind one address somebody
-- always types a wrong password, and the others must not pay for all that ever were.
create function auth.charge(subjects text[], free integer[], forget interval[]) returns interval
language plpgsql set plan_cache_mode = force_custom_plan
as $$
declare
    keys text[] := array(select auth.hashed(s) from unnest(subjects) s);
    moment timestamptz;
    wait interval;
begin
    insert into auth.attempt (subject, last_at)
    select k, clock_timestamp() from unnest(keys) k order by k
    on conflict do nothing;
    -- Always in the same order, so nobody waits for each other.
    perform from auth.attempt a where a.subject = any(keys) order by a.subject for update;
    moment := clock_timestamp();
    select max(a.blocked_until) - moment into wait
    from auth.attempt a where a.subject = any(keys) and a.blocked_until > moment;
    if wait is not null then
        return wait;
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

-- What an attempt came to: these subjects begin anew, those get the attempt back, and the device is known from now on, if there
-- is one.
create function auth.settle(cleared text[], given_back text[], member bigint, device text) returns void
language plpgsql set plan_cache_mode = force_custom_plan
as $$
declare
    moment timestamptz := clock_timestamp();
begin
    delete from auth.attempt a where a.subject = any(array(select auth.hashed(s) from unnest(cleared) s));
    update auth.attempt a set failures = greatest(a.failures - 1, 0), blocked_until = null
    where a.subject = any(array(select auth.hashed(s) from unnest(given_back) s));
    if device is null then
        return;
    end if;
    insert into auth.known_device (token_hash, member_id, last_used_at)
    values (auth.hashed(device), settle.member, moment)
    on conflict (token_hash) do update set member_id = excluded.member_id, last_used_at = excluded.last_used_at;
    delete from auth.known_device k where k.token_hash = any(array(
        select o.token_hash from auth.known_device o where o.member_id = settle.member
        order by o.last_used_at desc offset 20
    ));
    insert into auth.login_time (member_id, latest) values (settle.member, moment)
    on conflict (member_id) do update set previous = login_time.latest, latest = excluded.latest;
end
$$;

-- A wrong password for a member who exists. Keeps the newest fifty.
create function auth.note_failure(member bigint, from_ip inet, from_agent text) returns void
language plpgsql set plan_cache_mode = force_custom_plan
as $$
begin
    insert into auth.failed_login (member_id, at, ip, user_agent)
    values (note_failure.member, clock_timestamp(), from_ip, left(from_agent, 400));
    delete from auth.failed_login f where f.id = any(array(
        select o.id from auth.failed_login o where o.member_id = note_failure.member order by o.id desc offset 50
    ));
end
$$;

revoke execute on all functions in schema auth from public;
grant execute on function
    auth.hashed(text), auth.pause(double precision, integer), auth.charge(text[], integer[], interval[]),
    auth.settle(text[], text[], bigint, text), auth.note_failure(bigint, inet, text)
    to cfmall_auth;
