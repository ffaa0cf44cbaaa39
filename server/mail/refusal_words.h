// refusal_words.h: what the words of a refusal speak of, where its code does not say. Pure.
#pragma once

enum refusal_topic {
    TOPIC_NONE,
    TOPIC_SENDER,     // the sender, its reputation, its limits, the content
    TOPIC_PASSING,    // what passes: full, too often, out of reach
    TOPIC_NO_HOST,    // there is no such domain
    TOPIC_NO_MAILBOX, // there is no such mailbox, or it is shut
};

// Of words as refusal_read leaves them. Who blames the sender is believed before all else, so that
// nobody is lost over it.
enum refusal_topic refusal_topic(const char *words);
