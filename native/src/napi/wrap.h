// C++ objects behind JavaScript objects: made, recognised, closed, and released with their environment.
//
// A class T that stands behind an object says
//   static constexpr napi_type_tag kTag = {0x..., 0x...};   // random, its own
//   static constexpr const char* kName = "socket";          // for messages
// and releases everything in its destructor, which `close()`, the garbage collector and the end of the
// environment (a worker that exits) all come down to, exactly once.
#pragma once

#include <node_api.h>

#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <utility>

#include "napi/args.h"

namespace palabre::napi {

/** Keeps a JavaScript value (a typed array in use by another thread) from the garbage collector. */
class Kept {
 public:
  Kept() = default;
  Kept(napi_env env, napi_value value) : env_(env) { napi_create_reference(env, value, 1, &reference_); }
  Kept(Kept&& other) noexcept
      : env_(other.env_), reference_(std::exchange(other.reference_, nullptr)) {}
  Kept& operator=(Kept&& other) noexcept {
    std::swap(env_, other.env_);
    std::swap(reference_, other.reference_);
    return *this;
  }
  Kept(const Kept&) = delete;
  Kept& operator=(const Kept&) = delete;
  ~Kept() {
    if (reference_ != nullptr) napi_delete_reference(env_, reference_);
  }

 private:
  napi_env env_ = nullptr;
  napi_ref reference_ = nullptr;
};

/** What a wrapped JavaScript object points to: the C++ object until it is closed. */
template <typename T>
class Holder {
 public:
  Holder(napi_env env, std::unique_ptr<T> object) : native(std::move(object)), env_(env) {
    napi_add_env_cleanup_hook(env, release, this);
  }
  Holder(const Holder&) = delete;
  Holder& operator=(const Holder&) = delete;
  ~Holder() { napi_remove_env_cleanup_hook(env_, release, this); }

  std::unique_ptr<T> native;

 private:
  static void release(void* holder) { static_cast<Holder*>(holder)->native.reset(); }

  napi_env env_;
};

inline napi_property_descriptor method(const char* name, napi_callback callback) {
  return {name, nullptr, callback, nullptr, nullptr, nullptr, napi_enumerable, nullptr};
}

inline napi_property_descriptor getter(const char* name, napi_callback callback) {
  return {name, nullptr, nullptr, callback, nullptr, nullptr, napi_enumerable, nullptr};
}

/** A read-only property that holds a value. */
inline napi_property_descriptor constant(const char* name, napi_value value) {
  return {name, nullptr, nullptr, nullptr, nullptr, value, napi_enumerable, nullptr};
}

/** A JavaScript object with these properties before which stands `native`. */
template <typename T>
napi_value wrap(napi_env env, std::unique_ptr<T> native,
                std::initializer_list<napi_property_descriptor> properties) {
  napi_value object = nullptr;
  napi_create_object(env, &object);
  napi_define_properties(env, object, properties.size(), properties.begin());
  auto* holder = new Holder<T>(env, std::move(native));
  const auto finalize = [](napi_env, void* data, void*) { delete static_cast<Holder<T>*>(data); };
  if (napi_type_tag_object(env, object, &T::kTag) != napi_ok ||
      napi_wrap(env, object, holder, finalize, nullptr, nullptr) != napi_ok) {
    delete holder;
    throw_native_error(env, Status::failure("internal", "The object could not be made."));
    return nullptr;
  }
  return object;
}

/** The holder behind a value, nullptr where the value is something else. Throws nothing. */
template <typename T>
Holder<T>* holder_of(const Args& args, napi_value value) {
  if (!args.ok() || args.type(value) != napi_object) return nullptr;
  bool ours = false;
  napi_check_object_type_tag(args.env(), value, &T::kTag, &ours);
  void* data = nullptr;
  if (!ours || napi_unwrap(args.env(), value, &data) != napi_ok) return nullptr;
  return static_cast<Holder<T>*>(data);
}

/** The holder behind a value; a TypeError for another thing. */
template <typename T>
Holder<T>* expect_holder(Args& args, napi_value value, const char* name) {
  Holder<T>* holder = holder_of<T>(args, value);
  if (holder == nullptr) args.expect(false, name, (std::string("a native ") + T::kName).c_str());
  return holder;
}

/** The open object behind a value; a TypeError for another thing, NativeError `closed` for a closed one. */
template <typename T>
T* unwrap(Args& args, napi_value value, const char* name) {
  Holder<T>* holder = expect_holder<T>(args, value, name);
  if (holder == nullptr) return nullptr;
  if (holder->native == nullptr) {
    args.succeed(Status::failure("closed", std::string("This ") + T::kName + " is closed."));
    return nullptr;
  }
  return holder->native.get();
}

/** The open object whose method is being called. */
template <typename T>
T* unwrap_self(Args& args) {
  return unwrap<T>(args, args.self(), "this");
}

/** A ready `close` method: releases the object; a second time it does nothing. */
template <typename T>
napi_value close_method(napi_env env, napi_callback_info info) {
  Args args(env, info);
  Holder<T>* holder = expect_holder<T>(args, args.self(), "this");
  if (holder != nullptr) holder->native.reset();
  return nullptr;
}

inline napi_value make_number(napi_env env, double number) {
  napi_value value = nullptr;
  napi_create_double(env, number, &value);
  return value;
}

inline napi_value make_boolean(napi_env env, bool truth) {
  napi_value value = nullptr;
  napi_get_boolean(env, truth, &value);
  return value;
}

inline napi_value make_string(napi_env env, const std::string& text) {
  napi_value value = nullptr;
  napi_create_string_utf8(env, text.data(), text.size(), &value);
  return value;
}

}  // namespace palabre::napi
