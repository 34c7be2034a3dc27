admin-title = Manage accounts
admin-operator = Operator
admin-find-title = Find a member
admin-find-text = Member number, phone number and e-mail address in full; of the user name the beginning will do.
admin-find-label = User name, phone, e-mail or member number
admin-find-submit = Find
admin-nobody = There is no such member.
admin-found-more = { $count ->
    [one] Only the first member is listed. Type more of the user name.
   *[other] Only the first { $count } members are listed. Type more of the user name.
}
admin-actions-title = What operators did
admin-actions-text = Searches, looks at accounts and changes are written down here, and kept for two years.
admin-actions-none = Nothing yet
admin-by-command = Command line
admin-by-former = former operator { $number }
admin-member-gone = deleted member { $number }
admin-count = ({ $count })
admin-did-search = looked for members
admin-did-view = looked at the account
admin-did-disable = disabled the account
admin-did-enable = enabled the account
admin-did-end-session = ended a login
admin-did-end-sessions = ended all logins
admin-did-ask-deletion = asked for the deletion of the account
admin-did-withdraw-deletion = kept the account
admin-did-make-operator = granted the role of an operator
admin-did-unmake-operator = took away the role of an operator
admin-member-title = Member's account
admin-state = State
admin-state-active = active
admin-state-disabled = disabled
admin-state-disabled-since = disabled since { $since }
admin-state-deleted = to be deleted
admin-state-deleted-at = will be deleted on { $due }
admin-ways = Ways to log in
admin-way-password = password
admin-way-passkeys = { $count ->
    [one] one passkey
   *[other] { $count } passkeys
}
admin-is-operator = This is an operator's account. It is managed on the command line only.
admin-devices-title = Where the member is logged in
admin-devices-none = The member is logged in nowhere.
admin-end-all = End all logins
admin-disable-title = Disable the account
admin-disable-text = All logins end at once, and nobody can log in until the account is enabled again. The member is told. The reason is for operators; members see it when they export their data, so write it accordingly.
admin-disable-submit = Disable the account
admin-enable-title = Enable the account
admin-enable-text = The account has been disabled since { $since }. Once enabled, the member can log in again, and is told. The reason is for operators; members see it when they export their data.
admin-enable-submit = Enable the account
admin-reason-label = Reason
admin-reason-empty = Please say why.
admin-reason-too-long = The reason must have 200 characters at most.
admin-reason-control = The reason must be one line without control characters.
admin-disabled = The account is disabled, and all logins have ended.
admin-enabled = The account is enabled.
admin-already = It was so before. Nothing has changed.
activity-disabled = The mall disabled the account
activity-enabled = The mall enabled the account
message-disabled = [Guli Mall] Your account has been disabled, and all logins have ended. If you have questions, please contact us.
message-enabled = [Guli Mall] Your account is enabled again. You can log in.
