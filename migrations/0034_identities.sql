-- Logging in with another provider (OpenID Connect): the identities that are linked to accounts, and the attempts that are under way.

-- Who has registered with another provider has no password. Copies of the release before this one answer 503 to a login with such a user name.
alter table auth.member alter column password_hash drop not null;

-- Who somebody is at a provider. Issuer and subject together never change and are never given to anybody else (OpenID Connect Core §5.7), which
-- an e-mail address is.
create table auth.identity (
    id bigint generated always as identity primary key,
    member_id bigint not null references auth.member (id) on delete cascade,
    issuer text not null constraint identity_issuer_length check (octet_length(issuer) <= 500),
    subject text not null constraint identity_subject_length check (octet_length(subject) between 1 and 255),
    linked_at timestamptz not null,
    last_used_at timestamptz,
    constraint identity_is_one_account_s unique (issuer, subject),
    constraint identity_once_at_an_issuer unique (member_id, issuer)
);

-- Attempts to come back from a provider. Nothing in here opens anything: what the browser and the address carry is kept as a hash, and nonce and
-- code verifier are made from the browser's secret.
create table auth.social_attempt (
    id bigint generated always as identity primary key,
    state_hash text not null unique,
    -- The browser that began it, as a hash.
    browser text not null,
    provider text not null,
    purpose text not null constraint social_attempt_purpose check (purpose in ('login', 'link', 'confirm')),
    -- Who wants to link an identity or to prove who they are.
    member_id bigint references auth.member (id) on delete cascade,
    -- The page on which the visitor goes on.
    next text,
    begun_at timestamptz not null,
    expires_at timestamptz not null,
    answered_at timestamptz,
    -- An identity that nobody has: whoever proved it may make an account with it, for so long.
    issuer text,
    subject text,
    suggested_user_name text,
    suggested_nickname text,
    registers_until timestamptz,
    registered_at timestamptz,
    constraint social_attempt_of_a_member check ((purpose = 'login') = (member_id is null))
);
create index social_attempt_browser on auth.social_attempt (browser, begun_at);
create index social_attempt_begun_at on auth.social_attempt (begun_at);
create index social_attempt_member on auth.social_attempt (member_id);

alter table auth.activity
    drop constraint activity_kind,
    add constraint activity_kind check (
        kind in (
            'login', 'login-failed', 'confirmed', 'confirmation-failed', 'ended', 'password-changed', 'password-reset',
            'nickname-changed', 'phone-changed', 'email-changed', 'email-removed', 'identity-linked', 'identity-unlinked'
        )
    );

create function auth.social_browser(secret text) returns text
language sql immutable
return auth.hashed('social browser ' || secret);

-- Notes that somebody goes to a provider. Not null: so long must they wait, and nothing was noted. Sixty are free from one address, and one is
-- forgotten every minute.
create function auth.social_begin(
    to_provider text, for_purpose text, for_member bigint, next_page text, secret text, state text, address text
) returns interval
language plpgsql set plan_cache_mode = force_custom_plan
as $$
declare
    moment timestamptz := clock_timestamp();
    wait interval;
begin
    if address is not null then
        wait := auth.charge(array['social from ' || address], array[60], array[interval '1 minute']);
        if wait is not null then
            return wait;
        end if;
    end if;
    insert into auth.social_attempt (state_hash, browser, provider, purpose, member_id, next, begun_at, expires_at)
    values (
        auth.hashed('social state ' || state), auth.social_browser(secret), to_provider, for_purpose, for_member, next_page,
        moment, moment + interval '10 minutes'
    );
    delete from auth.social_attempt a where a.id = any(array(
        select o.id from auth.social_attempt o where o.begun_at < moment - interval '1 day'
        order by o.begun_at limit 20 for update skip locked
    ));
    return null;
end
$$;

-- Somebody has come back: uses the attempt up, once. 'done'; 'none': nothing like that was begun in this browser with this provider, which uses
-- nothing up; 'used'; 'expired'.
create function auth.social_answer(
    from_provider text, secret text, state text,
    out verdict text, out reference bigint, out purpose text, out member_id bigint, out next_page text, out begun_at timestamptz
)
language plpgsql set plan_cache_mode = force_custom_plan
as $$
declare
    this_one auth.social_attempt;
    moment timestamptz;
begin
    select a.* into this_one from auth.social_attempt a
    where a.state_hash = auth.hashed('social state ' || social_answer.state) for update;
    moment := clock_timestamp();
    verdict := case
        when this_one.id is null or this_one.browser <> auth.social_browser(secret) or this_one.provider <> from_provider then 'none'
        when this_one.answered_at is not null then 'used'
        when this_one.expires_at <= moment then 'expired'
        else 'done'
    end;
    if verdict <> 'none' then
        next_page := this_one.next;
        purpose := this_one.purpose;
    end if;
    if verdict <> 'done' then
        return;
    end if;
    update auth.social_attempt a set answered_at = moment where a.id = this_one.id;
    reference := this_one.id;
    member_id := this_one.member_id;
    begun_at := this_one.begun_at;
end
$$;

-- The member who has this identity logs in: 'done', or 'disabled', or 'unknown' if it is nobody's. Demo members only where they may log in.
create function auth.social_login(
    from_issuer text, its_subject text, demo boolean,
    out verdict text, out member_id bigint, out nickname text, out version integer
)
language plpgsql set plan_cache_mode = force_custom_plan
as $$
declare
    owner auth.member;
    moment timestamptz := clock_timestamp();
begin
    select m.* into owner from auth.identity i join auth.member m on m.id = i.member_id
    where i.issuer = from_issuer and i.subject = its_subject;
    verdict := case
        when owner.id is null then 'unknown'
        when owner.disabled_at is not null or (owner.is_demo and not demo) then 'disabled'
        else 'done'
    end;
    if verdict <> 'done' then
        return;
    end if;
    member_id := owner.id;
    nickname := owner.nickname;
    version := owner.credentials_version;
    update auth.identity i set last_used_at = moment where i.issuer = from_issuer and i.subject = its_subject;
    insert into auth.login_time (member_id, latest) values (owner.id, moment)
    on conflict on constraint login_time_pkey do update set previous = login_time.latest, latest = excluded.latest;
end
$$;

-- The identity of this attempt is nobody's: who has proved it may make an account with it.
create function auth.social_may_register(
    attempt bigint, from_issuer text, its_subject text, user_name text, nickname text
) returns void
language sql
begin atomic
    update auth.social_attempt a
    set issuer = from_issuer, subject = its_subject, suggested_user_name = user_name, suggested_nickname = nickname,
        registers_until = clock_timestamp() + interval '10 minutes'
    where a.id = attempt;
end;

-- Makes a member of whoever has proved an identity that nobody has: 'done'. Or nothing happened: 'none', 'used' and 'expired' as above; somebody
-- has the 'user-name', or the identity meanwhile ('identity').
create function auth.social_register(
    attempt bigint, secret text, name text, look text, shown_as text, from_ip inet, from_agent text,
    out verdict text, out member_id bigint
)
language plpgsql set plan_cache_mode = force_custom_plan
as $$
declare
    this_one auth.social_attempt;
    broken text;
    moment timestamptz;
begin
    select a.* into this_one from auth.social_attempt a where a.id = attempt for update;
    moment := clock_timestamp();
    verdict := case
        when this_one.id is null or this_one.browser <> auth.social_browser(secret) or this_one.subject is null then 'none'
        when this_one.registered_at is not null then 'used'
        when this_one.registers_until <= moment then 'expired'
    end;
    if verdict is not null then
        return;
    end if;
    begin
        insert into auth.member (user_name, user_name_look, nickname, password_hash)
        values (name, look, shown_as, null)
        returning id into member_id;
        insert into auth.identity (member_id, issuer, subject, linked_at, last_used_at)
        values (social_register.member_id, this_one.issuer, this_one.subject, moment, moment);
    exception
        when unique_violation then
            get stacked diagnostics broken = constraint_name;
            member_id := null;
            verdict := case broken when 'identity_is_one_account_s' then 'identity' else 'user-name' end;
            return;
    end;
    update auth.social_attempt a set registered_at = moment where a.id = this_one.id;
    insert into auth.login_time (member_id, latest) values (social_register.member_id, moment);
    perform auth.note_activity(social_register.member_id, 'identity-linked', this_one.provider, from_ip, from_agent);
    verdict := 'done';
end
$$;

-- Links an identity to a member: 'done', also if it was theirs already. Or nothing happened: it is another account's ('taken'), the member has
-- another one at this issuer ('second'), or there is no such member ('gone').
create function auth.link_identity(
    to_member bigint, from_provider text, from_issuer text, its_subject text, from_ip inet, from_agent text
) returns text
language plpgsql set plan_cache_mode = force_custom_plan
as $$
begin
    perform from auth.member m where m.id = to_member for no key update;
    if not found then
        return 'gone';
    end if;
    if exists (
        select from auth.identity i where i.member_id = to_member and i.issuer = from_issuer and i.subject = its_subject
    ) then
        return 'done';
    end if;
    if exists (select from auth.identity i where i.member_id = to_member and i.issuer = from_issuer) then
        return 'second';
    end if;
    insert into auth.identity (member_id, issuer, subject, linked_at)
    values (to_member, from_issuer, its_subject, clock_timestamp())
    on conflict on constraint identity_is_one_account_s do nothing;
    if not found then
        return 'taken';
    end if;
    perform auth.note_activity(to_member, 'identity-linked', from_provider, from_ip, from_agent);
    return 'done';
end
$$;

-- Whether the member could log in without the identities of this issuer (none: with all of them): by a password, at another of the issuers, or
-- with a code, where codes are sent.
create function auth.has_way_in(owner auth.member, without_issuer text, issuers text[], codes boolean) returns boolean
language sql stable
return owner.password_hash is not null
    or (codes and (owner.phone is not null or owner.email is not null))
    or exists (
        select from auth.identity i
        where i.member_id = owner.id and i.issuer is distinct from without_issuer and i.issuer = any(issuers)
    );

-- Takes the identity of this issuer away from a member: 'done', or 'last' if they could not log in without it, or 'none' if there is none.
create function auth.unlink_identity(
    of_member bigint, from_provider text, from_issuer text, issuers text[], codes boolean, from_ip inet, from_agent text
) returns text
language plpgsql set plan_cache_mode = force_custom_plan
as $$
declare
    owner auth.member;
begin
    -- Two identities that are taken away at once wait for each other.
    select m.* into owner from auth.member m where m.id = of_member for no key update;
    if not exists (select from auth.identity i where i.member_id = of_member and i.issuer = from_issuer) then
        return 'none';
    end if;
    if not auth.has_way_in(owner, from_issuer, issuers, codes) then
        return 'last';
    end if;
    delete from auth.identity i where i.member_id = of_member and i.issuer = from_issuer;
    perform auth.note_activity(of_member, 'identity-unlinked', from_provider, from_ip, from_agent);
    return 'done';
end
$$;

-- As before, and a member who has no other way in keeps the address: null then, too.
create or replace function auth.remove_email(this_member bigint) returns text
language plpgsql set plan_cache_mode = force_custom_plan
as $$
declare
    former text;
begin
    select m.email into former from auth.member m where m.id = this_member;
    perform auth.take_turn(array[former]);
    -- An identity that is taken away meanwhile is seen.
    perform from auth.member m where m.id = this_member for no key update;
    update auth.member m set email = null, email_since = null
    where m.id = this_member and m.email = former
      and (
          m.password_hash is not null or m.phone is not null
          or exists (select from auth.identity i where i.member_id = m.id)
      );
    if not found then
        return null;
    end if;
    delete from auth.code c where c.phone = former and c.purpose <> 'register';
    return former;
end
$$;

revoke execute on function
    auth.social_browser(text), auth.social_begin(text, text, bigint, text, text, text, text), auth.social_answer(text, text, text),
    auth.social_login(text, text, boolean), auth.social_may_register(bigint, text, text, text, text),
    auth.social_register(bigint, text, text, text, text, inet, text), auth.link_identity(bigint, text, text, text, inet, text),
    auth.has_way_in(auth.member, text, text[], boolean), auth.unlink_identity(bigint, text, text, text[], boolean, inet, text)
    from public;
grant execute on function
    auth.social_browser(text), auth.social_begin(text, text, bigint, text, text, text, text), auth.social_answer(text, text, text),
    auth.social_login(text, text, boolean), auth.social_may_register(bigint, text, text, text, text),
    auth.social_register(bigint, text, text, text, text, inet, text), auth.link_identity(bigint, text, text, text, inet, text),
    auth.has_way_in(auth.member, text, text[], boolean), auth.unlink_identity(bigint, text, text, text[], boolean, inet, text)
    to cfmall_auth;
