// Checks for the tests of the native core: one program per *.test.cc, which includes this once.
// Prints `pass NAME` or `fail NAME` per test; run.mjs counts them.
#pragma once

#include <cstdio>
#include <vector>

namespace check {

struct Test {
  const char* name;
  void (*body)();
};

inline std::vector<Test> tests;
inline bool failed = false;

struct Registration {
  Registration(const char* name, void (*body)()) { tests.push_back({name, body}); }
};

inline void fail(const char* file, int line, const char* text) {
  std::fprintf(stderr, "%s:%d: not so: %s\n", file, line, text);
  failed = true;
}

template <typename A, typename B>
void expect_equal(const A& a, const B& b, const char* file, int line, const char* text) {
  if (a == b) return;
  fail(file, line, text);
  std::fprintf(stderr, "  left %.9g, right %.9g\n", static_cast<double>(a), static_cast<double>(b));
}

}  // namespace check

/** TEST(words_of_the_claim) { ... } */
#define TEST(name)                                                   \
  static void name();                                                \
  static const check::Registration register_##name(#name, name);     \
  static void name()

/** Notes a failure and goes on. */
#define CHECK(condition)                                             \
  do {                                                               \
    if (!(condition)) check::fail(__FILE__, __LINE__, #condition);   \
  } while (false)

/** The same for two numbers, which are printed. */
#define CHECK_EQ(a, b) check::expect_equal((a), (b), __FILE__, __LINE__, #a " == " #b)

int main() {
  int failures = 0;
  for (const check::Test& test : check::tests) {
    check::failed = false;
    test.body();
    std::printf("%s %s\n", check::failed ? "fail" : "pass", test.name);
    std::fflush(stdout);
    failures += check::failed ? 1 : 0;
  }
  return failures == 0 ? 0 : 1;
}
