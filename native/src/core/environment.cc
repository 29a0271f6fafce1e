#include "core/environment.h"

#include <cstdlib>

namespace palabre {

bool set_environment(const std::string& name, const std::string* value) {
#ifdef _WIN32
  return _putenv_s(name.c_str(), value == nullptr ? "" : value->c_str()) == 0;  // empty removes
#else
  return (value == nullptr ? unsetenv(name.c_str()) : setenv(name.c_str(), value->c_str(), 1)) == 0;
#endif
}

}  // namespace palabre
