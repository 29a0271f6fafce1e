#include "net/wake_registry.h"

#include <mutex>
#include <unordered_map>

namespace palabre::net {
namespace {

struct Registry {
  std::mutex mutex;
  std::unordered_map<uint32_t, Waker*> wakers;
  uint32_t last = 0;
};

/** Never destroyed: threads may still wake while the process ends. */
Registry& registry() {
  static Registry* const only = new Registry;
  return *only;
}

}  // namespace

uint32_t register_waker(Waker* waker) {
  Registry& all = registry();
  const std::lock_guard lock(all.mutex);
  all.last += 1;
  all.wakers.emplace(all.last, waker);
  return all.last;
}

void unregister_waker(uint32_t id) {
  Registry& all = registry();
  const std::lock_guard lock(all.mutex);
  all.wakers.erase(id);
}

bool wake_registered(uint32_t id) {
  Registry& all = registry();
  const std::lock_guard lock(all.mutex);
  const auto found = all.wakers.find(id);
  if (found == all.wakers.end()) return false;
  found->second->wake();
  return true;
}

}  // namespace palabre::net
