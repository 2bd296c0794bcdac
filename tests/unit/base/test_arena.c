#include "wizard/base/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static bool
is_zero(const unsigned char *p, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (p[i] != 0)
			return false;
	return true;
}

static void
memory_is_zeroed_aligned_and_separate(void **state)
{
	static const size_t sizes[] = {
	    1, 0, 15, 16, 17, 4096, 16384, 16385, 100000, 1, 3};
	struct arena arena = ARENA_INIT;
	unsigned char *p[COUNT_OF(sizes)];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(sizes); i++) {
		p[i] = arena_alloc(&arena, sizes[i]);
		assert_int_equal((uintptr_t)p[i] % 16, 0);
		assert_true(is_zero(p[i], sizes[i]));
		memset(p[i], (int)i + 1, sizes[i]);
	}
	for (size_t i = 0; i < COUNT_OF(sizes); i++)
		for (size_t j = 0; j < sizes[i]; j++)
			assert_int_equal(p[i][j], i + 1);
	assert_true(arena.used >= 100000 + 16384 * 2);
	arena_release(&arena);
	assert_int_equal(arena.used, 0);
}

static void
memory_is_zeroed_again_after_reset(void **state)
{
	struct arena arena = ARENA_INIT;

	(void)state;
	for (int round = 0; round < 3; round++) {
		for (int i = 0; i < 100; i++) {
			unsigned char *p = arena_alloc(&arena, 1000);

			assert_true(is_zero(p, 1000));
			memset(p, 0xff, 1000);
		}
		arena_reset(&arena);
		assert_int_equal(arena.used, 0);
	}
	arena_release(&arena);
	arena_reset(&arena); /* of nothing: allowed */
	arena_release(&arena);
}

static void
text_is_copied_and_printed(void **state)
{
	struct arena arena = ARENA_INIT;
	const char *copy;

	(void)state;
	assert_string_equal(arena_copy(&arena, "abc"), "abc");
	assert_string_equal(arena_copy(&arena, ""), "");
	copy = arena_copy_slice(&arena, (struct slice) {"a\0bc", 3});
	assert_memory_equal(copy, "a\0b", 4);
	assert_string_equal(
	    arena_copy_slice(&arena, (struct slice) {NULL, 0}), "");
	assert_string_equal(arena_printf(&arena, "%d-%s", 7, "x"), "7-x");
	assert_string_equal(arena_printf(&arena, "%s", ""), "");
	arena_release(&arena);
}

static void
arrays_grow_and_keep_what_they_hold(void **state)
{
	struct arena arena = ARENA_INIT;
	struct pair {
		size_t number;
		char letter;
	} *array = NULL;
	size_t count = 0;

	(void)state;
	for (size_t i = 0; i < 1000; i++) {
		array = arena_push(&arena, array, &count, sizeof(*array));
		assert_int_equal(count, i + 1);
		assert_int_equal(array[i].number, 0);
		assert_int_equal(array[i].letter, 0);
		array[i] = (struct pair) {i, 'x'};
	}
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(array[i].number, i);
		assert_int_equal(array[i].letter, 'x');
	}
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(memory_is_zeroed_aligned_and_separate),
	    cmocka_unit_test(memory_is_zeroed_again_after_reset),
	    cmocka_unit_test(text_is_copied_and_printed),
	    cmocka_unit_test(arrays_grow_and_keep_what_they_hold),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
