// Arguments of a call from JavaScript, checked so that no value whatsoever can crash the process.
//
// A check that fails throws a TypeError or RangeError in JavaScript that names the argument, and makes all
// later checks of the same call answer a harmless value. So a callback reads everything it needs, asks
// `ok()` once, and answers nullptr where it is false:
//
//   napi_value open(napi_env env, napi_callback_info info) {
//     Args args(env, info);
//     const napi_value options = args.object(args.at(0), "options");
//     const auto port = static_cast<uint16_t>(args.integer(args.property(options, "port"), "port", 0, 65535));
//     const std::span<float> out = args.array<float>(args.at(1), "out", 480);
//     if (!args.ok()) return nullptr;
//
// Order matters: reading a property may run JavaScript (a getter), which may close this object or detach a
// buffer. So read properties first, then arrays, and the object itself (`unwrap`, wrap.h) last.
#pragma once

#include <node_api.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include "core/status.h"

namespace palabre::napi {

template <typename T>
struct ArrayKind;
template <>
struct ArrayKind<float> {
  static constexpr napi_typedarray_type kType = napi_float32_array;
  static constexpr const char* kName = "a Float32Array";
};
template <>
struct ArrayKind<double> {
  static constexpr napi_typedarray_type kType = napi_float64_array;
  static constexpr const char* kName = "a Float64Array";
};
template <>
struct ArrayKind<uint8_t> {
  static constexpr napi_typedarray_type kType = napi_uint8_array;
  static constexpr const char* kName = "a Uint8Array";
};
template <>
struct ArrayKind<int32_t> {
  static constexpr napi_typedarray_type kType = napi_int32_array;
  static constexpr const char* kName = "an Int32Array";
};

/** Throws a JavaScript Error with name NativeError, the status's code and its sentence. */
inline void throw_native_error(napi_env env, const Status& status) {
  napi_value code, message, name, error;
  napi_create_string_utf8(env, status.code(), NAPI_AUTO_LENGTH, &code);
  napi_create_string_utf8(env, status.detail().c_str(), status.detail().size(), &message);
  napi_create_string_utf8(env, "NativeError", NAPI_AUTO_LENGTH, &name);
  napi_create_error(env, code, message, &error);
  napi_set_named_property(env, error, "name", name);
  napi_throw(env, error);
}

class Args {
 public:
  static constexpr size_t kMost = 8;

  Args(napi_env env, napi_callback_info info) : env_(env) {
    size_t count = kMost;
    ok_ = napi_get_cb_info(env, info, &count, values_.data(), &self_, nullptr) == napi_ok;
  }

  napi_env env() const { return env_; }
  napi_value self() const { return self_; }
  /** False after the first failed check; a JavaScript exception is pending then. */
  bool ok() const { return ok_; }
  /** The argument at a place, below kMost; `undefined` where the caller gave none. */
  napi_value at(size_t index) const { return values_[index]; }

  napi_valuetype type(napi_value value) const {
    napi_valuetype type = napi_undefined;
    if (value != nullptr) napi_typeof(env_, value, &type);
    return type;
  }
  bool given(napi_value value) const { return type(value) != napi_undefined; }

  /** A finite number within [low, high]. */
  double number(napi_value value, const char* name, double low, double high) {
    if (!expect(type(value) == napi_number, name, "a number")) return low;
    double number = 0;
    napi_get_value_double(env_, value, &number);
    if (number >= low && number <= high) return number;  // NaN fails both
    fail_range(name, "a number from " + text_of(low) + " to " + text_of(high));
    return low;
  }

  /** A whole number within [low, high]; both within 53 bits. */
  int64_t integer(napi_value value, const char* name, int64_t low, int64_t high) {
    if (!expect(type(value) == napi_number, name, "a number")) return low;
    double number = 0;
    napi_get_value_double(env_, value, &number);
    if (number >= static_cast<double>(low) && number <= static_cast<double>(high) &&
        number == std::floor(number)) {
      return static_cast<int64_t>(number);
    }
    fail_range(name, "a whole number from " + std::to_string(low) + " to " + std::to_string(high));
    return low;
  }

  bool boolean(napi_value value, const char* name) {
    bool truth = false;
    if (expect(type(value) == napi_boolean, name, "a boolean")) napi_get_value_bool(env_, value, &truth);
    return truth;
  }

  /** A bigint within [0, 2^63). */
  int64_t bigint(napi_value value, const char* name) {
    if (!expect(type(value) == napi_bigint, name, "a bigint")) return 0;
    int64_t number = 0;
    bool lossless = false;
    napi_get_value_bigint_int64(env_, value, &number, &lossless);
    if (lossless && number >= 0) return number;
    fail_range(name, "from 0 to 2^63 - 1");
    return 0;
  }

  /** A string of at most `most_bytes` bytes of UTF-8 and without NUL. */
  std::string string(napi_value value, const char* name, size_t most_bytes) {
    if (!expect(type(value) == napi_string, name, "a string")) return {};
    size_t length = 0;
    napi_get_value_string_utf8(env_, value, nullptr, 0, &length);
    if (length > most_bytes) {
      fail_range(name, "at most " + std::to_string(most_bytes) + " bytes long");
      return {};
    }
    std::string text(length, '\0');
    napi_get_value_string_utf8(env_, value, text.data(), length + 1, &length);
    if (text.find('\0') == std::string::npos) return text;
    fail_range(name, "free of NUL characters");
    return {};
  }

  /** The place of a string within `choices`. */
  size_t choice(napi_value value, const char* name, std::initializer_list<std::string_view> choices) {
    constexpr size_t kLongestChoice = 64;
    const std::string text = string(value, name, kLongestChoice);
    if (!ok_) return 0;
    std::string all;
    size_t index = 0;
    for (const std::string_view choice : choices) {
      if (choice == text) return index;
      index += 1;
      all += (all.empty() ? "'" : ", '") + std::string(choice) + "'";
    }
    fail_range(name, "one of " + all);
    return 0;
  }

  napi_value object(napi_value value, const char* name) {
    expect(type(value) == napi_object, name, "an object");
    return value;
  }

  /** A property, `undefined` where there is none. May run JavaScript; what that throws stays pending. */
  napi_value property(napi_value object, const char* key) {
    napi_value value = nullptr;
    if (ok_ && napi_get_named_property(env_, object, key, &value) != napi_ok) ok_ = false;
    return value;
  }

  /** A typed array of exactly this kind and at least `least` elements. Valid during this call only. */
  template <typename T>
  std::span<T> array(napi_value value, const char* name, size_t least) {
    napi_value buffer = nullptr;
    return array_over<T>(value, name, least, &buffer);
  }

  /**
   * The same over a SharedArrayBuffer: memory that cannot be detached or moved, so that it may be used
   * after this call and from other threads as long as a `Kept` (wrap.h) holds the array.
   */
  template <typename T>
  std::span<T> shared_array(napi_value value, const char* name, size_t least) {
    napi_value buffer = nullptr;
    const std::span<T> elements = array_over<T>(value, name, least, &buffer);
    if (!ok_) return {};
    bool plain = true;
    napi_is_arraybuffer(env_, buffer, &plain);
    return expect(!plain, name, "over a SharedArrayBuffer") ? elements : std::span<T>();
  }

  /** Throws a TypeError "`name` must be `expected`." unless `fine`. Answers whether all is well so far. */
  bool expect(bool fine, const char* name, const char* expected) {
    if (ok_ && !fine) {
      napi_throw_type_error(env_, "ERR_INVALID_ARG_TYPE", sentence(name, expected).c_str());
      ok_ = false;
    }
    return ok_;
  }

  /** Throws a RangeError "`name` must be `expected`." if all was well so far. */
  void fail_range(const char* name, const std::string& expected) {
    if (ok_) napi_throw_range_error(env_, "ERR_OUT_OF_RANGE", sentence(name, expected).c_str());
    ok_ = false;
  }

  /** Throws a NativeError for a failed status. Answers whether all is well so far. */
  bool succeed(const Status& status) {
    if (ok_ && !status.ok()) {
      throw_native_error(env_, status);
      ok_ = false;
    }
    return ok_;
  }

 private:
  template <typename T>
  std::span<T> array_over(napi_value value, const char* name, size_t least, napi_value* buffer) {
    bool is_array = false;
    if (ok_ && value != nullptr) napi_is_typedarray(env_, value, &is_array);
    napi_typedarray_type kind = napi_int8_array;
    size_t length = 0;
    void* data = nullptr;
    if (ok_ && is_array) napi_get_typedarray_info(env_, value, &kind, &length, &data, buffer, nullptr);
    if (!expect(is_array && kind == ArrayKind<T>::kType, name, ArrayKind<T>::kName)) return {};
    if (length < least || (data == nullptr && least > 0)) {
      fail_range(name, "at least " + std::to_string(least) + " elements long");
      return {};
    }
    return data == nullptr ? std::span<T>() : std::span<T>(static_cast<T*>(data), length);
  }

  static std::string sentence(const char* name, const std::string& expected) {
    return std::string(name) + " must be " + expected + ".";
  }

  static std::string text_of(double number) {
    std::string text = std::to_string(number);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text;
  }

  napi_env env_;
  napi_value self_ = nullptr;
  std::array<napi_value, kMost> values_{};
  bool ok_ = false;
};

}  // namespace palabre::napi
