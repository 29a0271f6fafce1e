// The environment of the process as libraries written in C see it.
#pragma once

#include <string>

namespace palabre {

/** Sets a variable, or removes it where `value` is null. False where the system refuses the name. */
bool set_environment(const std::string& name, const std::string* value);

}  // namespace palabre
