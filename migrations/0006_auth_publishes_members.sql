-- What other services may know of an account is published to session.member, in the transaction that changes it: a new
-- nickname and a disabled account are seen by every copy with the next request.

alter table auth.member add column disabled_at timestamptz;

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
    insert into session.member (id, nickname, disabled_at) values (new.id, new.nickname, new.disabled_at)
    on conflict (id) do update set nickname = excluded.nickname, disabled_at = excluded.disabled_at;
    if new.disabled_at is not null then
        -- Ended, not suspended: who is enabled again logs in again.
        perform set_config('cfmall.reason', 'disabled', true);
        delete from session.record r using session.login l where l.id = r.id and l.member_id = new.id;
    end if;
    return null;
end
$$;

create trigger member_published after insert or update of nickname, disabled_at or delete on auth.member
for each row execute function auth.publish_member();

insert into session.member (id, nickname) select id, nickname from auth.member;
