-- What an attempt came to is written in the order in which attempts are counted. Two logins of one member from one address, at two copies,
-- waited for each other otherwise, and PostgreSQL ended one of them.

create or replace function auth.settle(cleared text[], given_back text[], member bigint, device text) returns void
language plpgsql set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_bitmapscan = off
as $$
declare
    begun text[] := array(select auth.hashed(s) from unnest(cleared) s);
    returned text[] := array(select auth.hashed(s) from unnest(given_back) s);
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
