-- What the services need for the verbs of 0008, privileges for tables that later migrations add, and the lab's own schema.

grant execute on function session.state(
    timestamptz, timestamptz, timestamptz, interval, timestamptz, timestamptz, timestamptz
) to cfmall_auth, cfmall_mall;

-- A table that a later migration adds to a domain is that domain's from the start.
alter default privileges in schema auth grant select, insert, update, delete on tables to cfmall_auth;
alter default privileges in schema mall grant select, insert, update, delete on tables to cfmall_mall;

-- As in 0006, with the setting that the verbs use now.
create or replace function auth.publish_member() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    if tg_op = 'DELETE' then
        perform set_config('session.reason', 'deleted', true);
        delete from session.record r using session.login l where l.id = r.id and l.member_id = old.id;
        delete from session.member m where m.id = old.id;
        return null;
    end if;
    insert into session.member (id, nickname, disabled_at, credentials_version)
    values (new.id, new.nickname, new.disabled_at, new.credentials_version)
    on conflict (id) do update set
        nickname = excluded.nickname,
        disabled_at = excluded.disabled_at,
        credentials_version = excluded.credentials_version;
    if new.disabled_at is not null then
        -- Ended, not suspended: who is enabled again logs in again.
        perform set_config('session.reason', 'disabled', true);
        delete from session.record r using session.login l where l.id = r.id and l.member_id = new.id;
    end if;
    return null;
end
$$;

-- Where the stores of lab/stores keep what they keep. Empty, and not used by a production build.
create schema lab;

-- The table of tower-sessions-sqlx-store as its own migrate() would make it. Nothing guards it.
create table lab.stock (
    id text primary key not null,
    data bytea not null,
    expiry_date timestamptz not null
);

grant usage on schema lab to cfmall_auth, cfmall_mall;
grant select, insert, update, delete on lab.stock to cfmall_auth, cfmall_mall;
