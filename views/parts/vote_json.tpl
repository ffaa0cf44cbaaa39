{{%AUTOESCAPE context="JSON"}}
{"tool":"{{SLUG:json_escape}}","choice":"{{CHOICE:json_escape}}","ship":{{SHIP:json_escape}},"skip":{{SKIP:json_escape}},"community":"{{COMMUNITY_LINE:json_escape}}"}
