// dsp.node: `DspAddon` of native/types.ts over src/dsp.
#include <memory>
#include <span>

#include "dsp/echo_canceller.h"
#include "napi/args.h"
#include "napi/wrap.h"

namespace palabre::napi {
namespace {

struct WrappedCanceller {
  static constexpr napi_type_tag kTag = {0x2d97c41fb3a04e68, 0x8b15f06de27a93c4};
  static constexpr const char* kName = "echo canceller";
  std::unique_ptr<dsp::EchoCanceller> canceller;
};

constexpr const char* kLegal = "2.5 to 60 ms at 48 kHz, in steps of 2.5 ms";
/** Elements of `ECHO_MEASURES` in native/types.ts. */
constexpr size_t kMeasures = 4;

napi_value process(napi_env env, napi_callback_info info) {
  Args args(env, info);
  const auto near = args.array<float>(args.at(0), "near", 1);
  const auto far = args.array<float>(args.at(1), "far", near.size());
  const auto out = args.array<float>(args.at(2), "out", near.size());
  auto* self = unwrap_self<WrappedCanceller>(args);
  if (self == nullptr) return nullptr;
  if (!dsp::legal_frame(near.size())) {
    args.fail_range("near", kLegal);
    return nullptr;
  }
  self->canceller->process(near, far.first(near.size()), out.first(near.size()));
  return nullptr;
}

napi_value delay(napi_env env, napi_callback_info info) {
  Args args(env, info);
  const auto frame = args.integer(args.at(0), "frameSamples", 1, dsp::kMostFrame);
  auto* self = unwrap_self<WrappedCanceller>(args);
  if (self == nullptr) return nullptr;
  if (!dsp::legal_frame(static_cast<size_t>(frame))) {
    args.fail_range("frameSamples", kLegal);
    return nullptr;
  }
  return make_number(env, static_cast<double>(self->canceller->delay(static_cast<size_t>(frame))));
}

napi_value measure(napi_env env, napi_callback_info info) {
  Args args(env, info);
  const auto into = args.array<double>(args.at(0), "into", kMeasures);
  auto* self = unwrap_self<WrappedCanceller>(args);
  if (self == nullptr) return nullptr;
  const dsp::EchoMeasures measures = self->canceller->measures();
  into[0] = measures.erle_db;
  into[1] = measures.delay_samples;
  into[2] = measures.cost_us;
  into[3] = measures.changes;
  return nullptr;
}

napi_value reset(napi_env env, napi_callback_info info) {
  Args args(env, info);
  auto* self = unwrap_self<WrappedCanceller>(args);
  if (self != nullptr) self->canceller->reset();
  return nullptr;
}

napi_value create_canceller(napi_env env, napi_callback_info info) {
  Args args(env, info);
  const napi_value options = args.object(args.at(0), "options");
  const bool suppress = args.boolean(args.property(options, "suppress"), "options.suppress");
  if (!args.ok()) return nullptr;
  auto wrapped = std::make_unique<WrappedCanceller>();
  wrapped->canceller = dsp::EchoCanceller::create(suppress);
  if (wrapped->canceller == nullptr) {
    args.succeed(Status::failure("out-of-memory", "Memory is short."));
    return nullptr;
  }
  return wrap<WrappedCanceller>(env, std::move(wrapped),
                                {method("process", process), method("delay", delay), method("measure", measure),
                                 method("reset", reset), method("close", close_method<WrappedCanceller>)});
}

}  // namespace
}  // namespace palabre::napi

NAPI_MODULE_INIT() {
  using namespace palabre::napi;
  const napi_property_descriptor properties[] = {method("createEchoCanceller", create_canceller)};
  napi_define_properties(env, exports, std::size(properties), properties);
  return exports;
}
