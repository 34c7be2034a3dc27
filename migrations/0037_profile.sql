-- A picture and a language for the account: both are published with the nickname, and every service shows them with the next request.

alter table auth.member
    -- One of the set that the program brings; a name that it does not know is no picture.
    add column picture text constraint member_picture_form check (picture ~ '^[a-z]{1,20}$'),
    -- The language in which the member wants to be spoken to, as its BCP 47 tag; null for whatever the browser prefers.
    add column language text constraint member_language_form check (language ~ '^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$');

-- As in 0035, with the profile.
create or replace function auth.publish_member() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan
as $$
begin
    if tg_op = 'DELETE' then
        perform set_config('session.reason', 'deleted', true);
        delete from session.record r
        where r.id = any(array(select l.id from session.login l where l.member_id = old.id));
        update session.event e set ip = null where e.member_id = old.id and e.ip is not null;
        delete from session.member m where m.id = old.id;
        insert into outbox.member_deleted (member_id) values (old.id) on conflict do nothing;
        return null;
    end if;
    insert into session.member (id, nickname, disabled_at, credentials_version, profile)
    values (
        new.id, new.nickname, coalesce(new.disabled_at, new.deletion_asked_at), new.credentials_version,
        nullif(jsonb_strip_nulls(jsonb_build_object('picture', new.picture, 'language', new.language)), '{}')
    )
    on conflict (id) do update set
        nickname = excluded.nickname,
        disabled_at = excluded.disabled_at,
        credentials_version = excluded.credentials_version,
        profile = excluded.profile;
    if new.disabled_at is not null or new.deletion_asked_at is not null then
        -- Ended, not suspended: who is enabled again, or keeps the account, logs in again.
        perform set_config('session.reason', case when new.disabled_at is null then 'deletion' else 'disabled' end, true);
        delete from session.record r
        where r.id = any(array(select l.id from session.login l where l.member_id = new.id));
    end if;
    return null;
end
$$;

drop trigger member_published on auth.member;
create trigger member_published
after insert or update of nickname, disabled_at, credentials_version, deletion_asked_at, picture, language or delete on auth.member
for each row execute function auth.publish_member();
