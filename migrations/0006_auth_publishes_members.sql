-- What other services may know of an account is published to session.member, in the transaction that changes it: a new
-- nickname and a disabled account are seen by every copy with the next request.

alter table auth.member
    add column disabled_at timestamptz,
    -- One more with every new password.
    add column credentials_version integer not null default 0;

create function auth.publish_member() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    if tg_op = 'DELETE' then
        perform set_config('cfmall.reason', 'deleted', true);
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
        perform set_config('cfmall.reason', 'disabled', true);
        delete from session.record r using session.login l where l.id = r.id and l.member_id = new.id;
    end if;
    return null;
end
$$;

create trigger member_published after insert or update of nickname, disabled_at, credentials_version or delete on auth.member
for each row execute function auth.publish_member();

insert into session.member (id, nickname) select id, nickname from auth.member;
