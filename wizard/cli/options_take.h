/* Values of the command line that are more than a text: read and judged. */
#ifndef CLI_OPTIONS_TAKE_H
#define CLI_OPTIONS_TAKE_H

#include "wizard/cli/options.h"

/* ERR_SYNTAX with a sentence that names the option and what is wrong. */
typedef enum err_code options_taker(
    struct options *o, const char *value, struct err *err);

options_taker options_take_lang;
options_taker options_take_color;
options_taker options_take_no_color;
options_taker options_take_state;
options_taker options_take_resolver;
options_taker options_take_server;
options_taker options_take_dns_port;
options_taker options_take_smtp_port;
options_taker options_take_https_port;
options_taker options_take_bits;
options_taker options_take_old_ttl;
options_taker options_take_timeout;
options_taker options_take_ip;
options_taker options_take_all;
options_taker options_take_exec;

/* ERR_LIMIT: the list is full; the sentence names the option. */
enum err_code options_add_item(struct option_list *list, const char *value,
    const char *name, struct err *err) MUST_CHECK;

#endif
