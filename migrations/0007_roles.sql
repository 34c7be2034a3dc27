-- Least privilege (ASVS 5.0 13.2.1). Each service runs as its own role: the mall can see who is asking and nothing more,
-- so a broken mall cannot log anybody in. Whoever deploys gives the roles a way to log in (alter role … login password).

do $$
declare
    service text;
begin
    foreach service in array array['cfmall_auth', 'cfmall_mall'] loop
        -- Roles belong to the whole server: another database may have made them, even at this very moment.
        begin
            if not exists (select from pg_roles where rolname = service) then
                execute format('create role %I nologin', service);
            end if;
        exception
            when duplicate_object or unique_violation then null;
        end;
        -- A monolith is started by the owner and goes on as these roles.
        if not pg_has_role(current_user, service, 'member') then
            execute format('grant %I to current_user', service);
        end if;
    end loop;
end
$$;

grant select on _sqlx_migrations to cfmall_auth, cfmall_mall;

-- Sessions: both may ask who it is, and keep what the session carries.
grant usage on schema session to cfmall_auth, cfmall_mall;
grant select on session.record, session.member, session.tombstone, session.clock to cfmall_auth, cfmall_mall;
grant update (data) on session.record to cfmall_auth, cfmall_mall;
grant select, insert, update, delete on session.stock to cfmall_auth, cfmall_mall;
-- Not where a member is and with which device.
grant select (id, member_id, signed_in_at, last_seen_at, idle_limit, remembered, elevated_until) on session.login to cfmall_mall;

-- Only auth begins, changes and ends them.
grant insert, delete, update on session.record to cfmall_auth;
grant select, insert, update, delete on session.login to cfmall_auth;
grant update (sessions_valid_after) on session.member to cfmall_auth;
grant select, insert on session.event to cfmall_auth;

-- Functions can be executed by everybody unless somebody says no.
revoke execute on all functions in schema session from public;
revoke execute on all functions in schema auth from public;
grant execute on function
    session.now(), session.touch(text[], interval), session.reap(text[]), session.refused(text[]),
    session.discard(text, bytea), session.clean_up(integer)
    to cfmall_auth, cfmall_mall;
grant execute on function
    session.sign_in(
        text, text, bigint, boolean, interval, interval, interval, text, integer, inet, text, integer
    ),
    session.rotate(text, text, interval), session.finish(text, text), session.sign_out(text), session.revoke(bigint, text),
    session.revoke_all(bigint, text, text)
    to cfmall_auth;

-- The domains: each its own.
grant usage on schema auth to cfmall_auth;
grant select, insert, update, delete on all tables in schema auth to cfmall_auth;
grant usage on schema mall to cfmall_mall;
grant select, insert, update, delete on all tables in schema mall to cfmall_mall;
