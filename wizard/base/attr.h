/* The compiler attributes this project uses. */
#ifndef BASE_ATTR_H
#define BASE_ATTR_H

#define PRINTFLIKE(f, a) __attribute__((format(printf, f, a)))
#define MUST_CHECK       __attribute__((warn_unused_result))
#define NORETURN         __attribute__((noreturn))
#define COUNT_OF(array)  (sizeof(array) / sizeof((array)[0]))

#endif
