// config.c: see config.h.
#include "config.h"

#include <ctype.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config_values.h"

// Of the 64 bytes that mail allows before the "@": "+", the delivery's number, "-" and 32 digits.
enum { RETURN_LOCAL_MAX = 20 };

enum { WORKERS_MAX = 256, ENVIRONMENT_MAX = 64 };

// In the order of enum log_level.
static const char *const levels[] = {"error", "warning", "info", "request", NULL};

// Those that need no more than a password.
static const char *const mechanisms[] = {"PLAIN", "LOGIN", "CRAM-MD5", "DIGEST-MD5", "NTLM", NULL};

#define FIELD(name) .field = offsetof(struct config, name)

// THE table of settings. What is read into which field of struct config, and how.
static const struct setting settings[] = {
    {.flag = "listen",
     .fallback = "127.0.0.1:8080",
     .help = "address and port to serve on; port 0 takes any free one and prints it",
     .read = read_text,
     FIELD(listen)},
    {.flag = "data",
     .fallback = "var",
     .help = "folder of the store, made when it is missing",
     .read = read_text,
     FIELD(data)},
    {.flag = "base-url",
     .fallback = "",
     .shown = "the address served on",
     .help = "the site's public address: links lead there, and only its host is served",
     .read = read_base_url,
     FIELD(base_url)},
    {.flag = "hosts",
     .fallback = "",
     .shown = "none",
     .help = "further host names, with commas, that are served beside the base URL's",
     .read = read_hosts,
     FIELD(hosts)},
    {.flag = "trusted-proxies",
     .fallback = "",
     .shown = "none",
     .help = "addresses and networks, with commas, of proxies whose X-Forwarded-For is believed",
     .read = read_text,
     FIELD(trusted_proxies)},
    {.flag = "limits",
     .fallback = "on",
     .help = "on or off: how much one network address may write",
     .read = read_switch,
     FIELD(limits)},
    {.flag = "request-timeout",
     .fallback = "30",
     .help = "seconds that a connection may take to send a whole request",
     .read = read_number,
     .low = 1,
     .high = 3600,
     FIELD(request_timeout)},
    {.flag = "newsletter-at",
     .fallback = "",
     .shown = "never",
     .help = "weekday, time and zone of the weekly issue: \"Mon 08:00 Europe/Berlin\"",
     .read = read_schedule,
     FIELD(newsletter_at)},
    {.flag = "mail-server",
     .fallback = "",
     .shown = "none: mails become files",
     .help = "smtp:// or smtps://, host and port of the mail server",
     .read = read_mail_server,
     FIELD(mail_server)},
    {.flag = "mail-from",
     .fallback = "",
     .shown = "verdict@ the site's host",
     .help = "address that the mails are from",
     .read = read_email,
     FIELD(mail_from)},
    {.flag = "mail-return",
     .fallback = "",
     .shown = "the address of --mail-from",
     .help = "address that undelivered mails come back to; it must allow +tags",
     .read = read_email,
     FIELD(mail_return)},
    {.flag = "mail-user",
     .fallback = "",
     .shown = "none",
     .help = "user name for the mail server",
     .read = read_text,
     FIELD(mail_user)},
    {.flag = "mail-password-file",
     .fallback = "",
     .shown = "none",
     .help = "file with its password; or set VERDICT_MAIL_PASSWORD",
     .read = read_text,
     FIELD(mail_password_file)},
    {.flag = "mail-auth",
     .fallback = "",
     .shown = "PLAIN, else LOGIN",
     .help = "the one mechanism of AUTH to use: PLAIN, LOGIN, CRAM-MD5, DIGEST-MD5 or NTLM",
     .read = read_auth,
     .choices = mechanisms,
     FIELD(mail_auth)},
    {.flag = "mail-ca",
     .fallback = "",
     .shown = "the system's",
     .help = "PEM file of authorities to believe for the mail server's certificate",
     .read = read_text,
     FIELD(mail_ca)},
    {.flag = "mail-rate",
     .fallback = "10",
     .help = "mails per second; 0 means as many as the mail server takes",
     .read = read_number,
     .low = 0,
     .high = 1000,
     FIELD(mail_rate)},
    {.flag = "suppressed-days",
     .fallback = "30",
     .help = "days after which a new signup of a suppressed address earns one mail",
     .read = read_number,
     .low = 1,
     .high = 3650,
     FIELD(suppressed_days)},
    {.flag = "group-commit",
     .fallback = "on",
     .help = "on, or off: a transaction for each write, to measure the difference",
     .read = read_switch,
     FIELD(group_commit)},
    {.flag = "workers",
     .fallback = "0",
     .help = "event loops; 0 means one per processor core",
     .read = read_number,
     .low = 0,
     .high = WORKERS_MAX,
     FIELD(workers)},
    {.flag = "log",
     .fallback = "info",
     .help = "error, warning, info, or request (a line for each request)",
     .read = read_choice,
     .choices = levels,
     FIELD(log)},
    {.flag = "dev",
     .fallback = "",
     .shown = "off",
     .help = "folder whose views/ and assets/ are read anew at each request",
     .read = read_optional,
     FIELD(dev)},
};

enum { SETTING_COUNT = sizeof settings / sizeof *settings };

// Each setting's value as it was written, and where that was, for `verdict config`.
static const char *values[SETTING_COUNT];
static const char *origins[SETTING_COUNT];

// Options that belong to one command.
enum { IF_EMPTY = SETTING_COUNT, FOLDER, OPTION_COUNT };

// "mail-rate" is VERDICT_MAIL_RATE.
static const char *environment_name(const struct setting *setting, char name[ENVIRONMENT_MAX]) {
    (void)snprintf(name, ENVIRONMENT_MAX, "VERDICT_%s", setting->flag); // fits
    for (char *at = name; *at; at++)
        *at = *at == '-' ? '_' : (char)toupper((unsigned char)*at);
    return name;
}

static enum outcome complain(size_t row, const char *rule) {
    char name[ENVIRONMENT_MAX];
    (void)fprintf(stderr, "verdict: %s is \"%s\" (from the %s), but %s\n",
                  environment_name(&settings[row], name), values[row], origins[row], rule);
    return INVALID;
}

static enum outcome complain_of(const char *flag, const char *rule) {
    size_t row = 0;
    while (strcmp(settings[row].flag, flag) != 0)
        row++;
    return complain(row, rule);
}

static void fill_options(struct option options[OPTION_COUNT + 1]) {
    for (int i = 0; i < SETTING_COUNT; i++)
        options[i] = (struct option){settings[i].flag, required_argument, NULL, i};
    options[IF_EMPTY] = (struct option){"if-empty", no_argument, NULL, IF_EMPTY};
    options[FOLDER] = (struct option){"folder", required_argument, NULL, FOLDER};
    options[OPTION_COUNT] = (struct option){0};
}

static void read_environment(void) {
    char name[ENVIRONMENT_MAX];
    for (int i = 0; i < SETTING_COUNT; i++) {
        const char *value = getenv(environment_name(&settings[i], name));
        bool given = value && value[0] != '\0';
        values[i] = given ? value : settings[i].fallback;
        origins[i] = given ? "environment" : "default";
    }
}

static enum outcome read_flags(int argc, char **argv, struct config *config, int *rest) {
    struct option options[OPTION_COUNT + 1];
    fill_options(options);
    for (int found; (found = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        if (found == '?') { // getopt_long has said what is wrong
            (void)fputs("Try: verdict help\n", stderr);
            return INVALID;
        }
        if (found < SETTING_COUNT) {
            values[found] = optarg;
            origins[found] = "flag";
            continue;
        }
        config->option = options[found].name;
        if (found == FOLDER)
            config->folder = optarg;
    }
    *rest = optind;
    return OK;
}

static enum outcome read_values(struct config *config) {
    char rule[RULE_MAX];
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        void *field = (char *)config + settings[i].field;
        if (!settings[i].read(&settings[i], values[i], field, rule))
            return complain(i, rule);
    }
    return OK;
}

// The rules between settings.
static enum outcome check_mail(const struct config *config) {
    if (config->mail_server[0] && !config->mail_from)
        return complain_of("mail-from", "must be set when there is a mail server");
    const char *path = config->mail_return ? config->mail_return : config->mail_from;
    if (path && strcspn(path, "@") > RETURN_LOCAL_MAX)
        return complain_of("mail-return",
                           "must leave room for a +tag: at most 20 bytes before the @");
    return OK;
}

static int count_cores(void) {
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    return cores < 1 ? 1 : cores > WORKERS_MAX ? WORKERS_MAX : (int)cores;
}

enum outcome config_read(int argc, char **argv, struct config *config, int *rest) {
    *config = (struct config){0};
    read_environment();
    TRY(read_flags(argc, argv, config, rest));
    TRY(read_values(config));
    TRY(check_mail(config));
    if (config->workers == 0)
        config->workers = count_cores();
    const char *password = getenv("VERDICT_MAIL_PASSWORD");
    config->mail_password = password ? password : "";
    return OK;
}

void config_print_help(FILE *out) {
    char name[ENVIRONMENT_MAX];
    for (int i = 0; i < SETTING_COUNT; i++) {
        const struct setting *setting = &settings[i];
        (void)fprintf(out, "  --%-18s %-26s %s\n%50s(default: %s)\n", setting->flag,
                      environment_name(setting, name), setting->help, "",
                      setting->shown ? setting->shown : setting->fallback);
    }
}

void config_print(FILE *out) {
    char name[ENVIRONMENT_MAX];
    for (int i = 0; i < SETTING_COUNT; i++)
        (void)fprintf(out, "%s=%s  # %s, from the %s\n", environment_name(&settings[i], name),
                      values[i], settings[i].help, origins[i]);
}
