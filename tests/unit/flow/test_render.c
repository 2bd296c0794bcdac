/* Templates: what is known is filled in, what is not known is an error. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "wizard/flow/render.h"

static const struct variable variables[] = {
    {"name", "example.jp"},
    {"empty", ""},
    {"curly", "{{name}} }}"},
};

static void
fills_in_what_is_known(void **state)
{
	static const struct {
		const char *template, *text;
	} rows[] = {
	    {"", ""},
	    {"plain { text } }}", "plain { text } }}"},
	    {"{{name}}", "example.jp"},
	    {"a{{name}}b{{empty}}c{{name}}", "aexample.jpbcexample.jp"},
	    /* A value is never a template. */
	    {"<{{curly}}>", "<{{name}} }}>"},
	    {"{{name|shell}} {{name|json|csv}}",
		"'example.jp' \"\"\"example.jp\"\"\""},
	    {"{{curly|shell}}", "'{{name}} }}'"},
	    {"{{name|shall}}", NULL},
	    {"{{name|}}", NULL},
	    {"{{name|json|}}", NULL},
	    {"{{{{name}}", NULL},
	    {"{{nmae}}", NULL},
	    {"{{ name }}", NULL},
	    {"{{Name}}", NULL},
	    {"{{}}", NULL},
	    {"a {{name", NULL},
	    {"{{name}", NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct buf out = BUF_INIT;
		struct err err = ERR_INIT;
		enum err_code code = render(&out, rows[i].template, variables,
		    COUNT_OF(variables), &err);

		if (rows[i].text == NULL) {
			if (code != ERR_SYNTAX)
				fail_msg("%s was taken", rows[i].template);
			assert_true(strlen(err.msg) > 0);
		} else {
			assert_int_equal(code, ERR_OK);
			assert_string_equal(buf_text(&out), rows[i].text);
		}
		buf_release(&out);
	}
}

static void
says_where_the_mistake_is(void **state)
{
	struct buf out = BUF_INIT;
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(render(&out, "{{name}} {{nmae}}", variables,
			     COUNT_OF(variables), &err),
	    ERR_SYNTAX);
	assert_int_equal(err.offset, 9);
	assert_non_null(strstr(err.msg, "{{nmae}}"));
	buf_release(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(fills_in_what_is_known),
	    cmocka_unit_test(says_where_the_mistake_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
