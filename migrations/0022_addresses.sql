-- Two functions of 0020 once more.

-- Changes an address of a member. False if the member has none such. The default stays one until another is. Holds the lock before it
-- holds a row, as all of them do: otherwise two of them can wait for each other.
create or replace function mall.address_change(
    p_member bigint, p_id bigint, p_recipient text, p_phone text, p_district text, p_street text, p_default boolean
) returns boolean
language plpgsql
as $$
begin
    perform mall.address_lock(p_member);
    update mall.address a
    set recipient = p_recipient, phone = p_phone, district = p_district, street = p_street
    where a.id = p_id and a.member_id = p_member;
    if not found then
        return false;
    end if;
    if p_default then
        perform mall.address_make_default(p_member, p_id);
    end if;
    return true;
end
$$;

-- Adds an address; the first one is the default. Its id, or null: twenty are the most. One that the member has already is not there
-- twice: a form that is sent again gives the same id.
create or replace function mall.address_add(
    p_member bigint, p_recipient text, p_phone text, p_district text, p_street text, p_default boolean
) returns bigint
language plpgsql
as $$
declare
    others bigint;
    same_id bigint;
    new_id bigint;
begin
    perform mall.address_lock(p_member);
    select count(*), max(a.id) filter (
        where (a.recipient, a.phone, a.district, a.street) = (p_recipient, p_phone, p_district, p_street)
    )
    into others, same_id
    from mall.address a
    where a.member_id = p_member;
    if same_id is not null then
        if p_default then
            perform mall.address_make_default(p_member, same_id);
        end if;
        return same_id;
    end if;
    if others >= 20 then
        return null;
    end if;
    if p_default then
        update mall.address a set is_default = false where a.member_id = p_member and a.is_default;
    end if;
    insert into mall.address as a (member_id, recipient, phone, district, street, is_default)
    values (p_member, p_recipient, p_phone, p_district, p_street, p_default or others = 0)
    returning a.id into new_id;
    return new_id;
end
$$;
