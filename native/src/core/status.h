// What an operation that may fail for reasons of the system answers: no exceptions cross these addons.
#pragma once

#include <string>
#include <utility>

namespace palabre {

/** Success, or a short code for programs ("device-failed") and a sentence for people. */
class Status {
 public:
  static Status success() { return Status("", ""); }
  static Status failure(const char* code, std::string detail) { return Status(code, std::move(detail)); }

  bool ok() const { return code_[0] == '\0'; }
  const char* code() const { return code_; }
  const std::string& detail() const { return detail_; }

 private:
  Status(const char* code, std::string detail) : code_(code), detail_(std::move(detail)) {}

  const char* code_;
  std::string detail_;
};

}  // namespace palabre
