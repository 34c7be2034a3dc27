-- Tables of sessions can be kept in ranges of ids (partitions.rs): nothing takes a row for the only one that lies where it does, or that has its
-- handle.

-- The stored id of a secret, from the bytes that are hashed for it (token.rs). A secret with a bucket has `~` and one more byte before them, and
-- its id begins with these, the byte as two digits.
create or replace function session.id_of(secret bytea) returns text
language sql immutable parallel safe
return case when get_byte(secret, 0) = ascii('~')
    then '~' || encode(substring(secret from 2 for 1), 'hex')
        || rtrim(translate(encode(substring(sha256(substring(secret from 3)) from 1 for 16), 'base64'), '+/', '-_'), '=')
    else rtrim(translate(encode(substring(sha256(secret) from 1 for 16), 'base64'), '+/', '-_'), '=')
end;

-- Random, and asked for together with the member.
alter table session.login drop constraint if exists login_handle_key;

-- As in 0011, by the primary key: two partitions may have different rows at the same place.
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
    where r.id = any(array(
        select o.id from session.record o where o.expiry_date <= moment
        order by o.expiry_date limit batch for update skip locked
    ));
    get diagnostics sessions = row_count;
    delete from session.tombstone t
    where t.id = any(array(
        select o.id from session.tombstone o where o.until <= moment
        order by o.until limit batch for update skip locked
    ));
    get diagnostics tombstones = row_count;
    delete from session.event e
    where e.id = any(array(
        select o.id from session.event o where o.at <= moment - interval '90 days'
        order by o.at limit batch for update skip locked
    ));
    get diagnostics events = row_count;
    more := greatest(sessions, tombstones, events) >= batch;
end
$$;
