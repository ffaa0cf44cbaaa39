"""client.py: a reader: keeps cookies and sends forms as a browser does."""

import http.client
import json
import re
import urllib.parse

from program import LIMIT

SAME = {"Sec-Fetch-Site": "same-origin"}


class Reader:
    def __init__(self, server, cookie=None, follows=True):
        self.server, self.follows = server, follows
        pairs = [pair.partition("=") for pair in cookie.split("; ")] if cookie else []
        self.jar = {name: value for name, _, value in pairs}

    def send(self, method, path, body=None, headers=()):
        connection = http.client.HTTPConnection(self.server.host, self.server.port, timeout=LIMIT)
        sent, headers = headers, dict(headers)
        if self.cookie is not None:
            headers.setdefault("Cookie", self.cookie)
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        response.text = response.read().decode()
        connection.close()
        self.keep(response.headers.get_all("Set-Cookie") or [])
        if response.status == 307 and self.follows:
            return self.send(method, response.headers["Location"], body, sent)
        return response

    def keep(self, given):
        """Keeps the cookies that an answer sets, in the order in which they first came."""
        for cookie in given:
            name, value = cookie.split(";")[0].split("=", 1)
            if "Max-Age=0;" in cookie:
                self.jar.pop(name, None)
            else:
                self.jar[name] = value

    @property
    def cookie(self):
        return "; ".join(f"{name}={value}" for name, value in self.jar.items()) or None

    def get(self, path, **headers):
        return self.send("GET", path, headers=headers)

    def post(self, path, fields, headers=SAME):
        body = urllib.parse.urlencode(fields)
        return self.send("POST", path, body, {
            "Content-Type": "application/x-www-form-urlencoded", **headers})

    def vote(self, tool, choice, **fields):
        return self.post(f"/tool/{tool}/vote", {"choice": choice, **fields})

    def vote_json(self, tool, choice):
        answer = self.post(f"/tool/{tool}/vote", {"choice": choice},
                           {**SAME, "Accept": "application/json"})
        return answer.status, json.loads(answer.text)

    def line(self, tool):
        """What the tool's page says of the community, and of this reader's vote."""
        page = self.get(f"/tool/{tool}").text
        return re.sub("<[^>]+>", "", re.search(r'id="line-[^"]+">(.*?)</p>', page)[1])

    def bookmarks(self):
        return re.findall(r'id="tool-([^"]+)"', self.get("/bookmarks").text)
