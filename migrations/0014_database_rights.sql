-- What PostgreSQL gives everybody and the services do not need: objects in the schema public (before version 15), temporary
-- tables, and connecting for roles that have nothing to do here. Where the owner of the schemas is not that of the database, this
-- warns and changes nothing.
revoke create on schema public from public;

do $$
begin
    execute format('revoke connect, temporary on database %I from public', current_database());
    execute format('grant connect on database %I to cfmall_auth, cfmall_mall', current_database());
end
$$;
