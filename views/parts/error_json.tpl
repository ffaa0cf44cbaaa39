{{%AUTOESCAPE context="JSON"}}
{"status":{{STATUS:json_escape}},"error":"{{HEADING:json_escape}}","problem":"{{PROBLEM_TEXT:json_escape}}"}
