-- What holds for every connection of a service. Settings of the role, because a connection pooler refuses or drops what a client
-- says of them when it connects.

do $$
declare
    service text;
begin
    foreach service in array array['cfmall_auth', 'cfmall_mall'] loop
        execute format(
            'alter role %I in database %I set default_transaction_isolation = ''read committed''', service, current_database());
        -- A request has given up by then.
        execute format('alter role %I in database %I set statement_timeout = ''3s''', service, current_database());
        execute format('alter role %I in database %I set lock_timeout = ''2s''', service, current_database());
        execute format(
            'alter role %I in database %I set idle_in_transaction_session_timeout = ''10s''', service, current_database());
    end loop;
exception
    when insufficient_privilege then
        raise warning 'the settings of the roles cfmall_auth and cfmall_mall are left as they are: their owner has to make them'
            using hint = 'see migrations/0015_role_settings.sql';
end
$$;
