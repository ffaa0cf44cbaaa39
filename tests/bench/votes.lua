-- votes.lua: what wrk sends: a vote of a reader without a session, from this site.
wrk.method = "POST"
wrk.body = "choice=ship"
wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
wrk.headers["Sec-Fetch-Site"] = "same-origin"
