-- As in 0011, for the trigger that ends all sessions of a member.
create or replace function auth.publish_member() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan
as $$
begin
    if tg_op = 'DELETE' then
        perform set_config('session.reason', 'deleted', true);
        delete from session.record r
        where r.id = any(array(select l.id from session.login l where l.member_id = old.id));
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
        delete from session.record r
        where r.id = any(array(select l.id from session.login l where l.member_id = new.id));
    end if;
    return null;
end
$$;

grant execute on function session.list(bigint, text), session.logins_in_state(text, text[], timestamptz) to cfmall_auth;
