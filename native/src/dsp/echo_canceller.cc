#include "dsp/echo_canceller.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <new>

#include "dsp/float_mode.h"

namespace palabre::dsp {
namespace {

constexpr double kCostMemory = 0.99;

float sound(float sample) {
  return std::isfinite(sample) ? std::clamp(sample, -kMostSample, kMostSample) : 0.0f;
}

}  // namespace

bool legal_frame(size_t samples) { return samples > 0 && samples <= kMostFrame && samples % kStep == 0; }

std::unique_ptr<EchoCanceller> EchoCanceller::create(bool suppress) {
  return std::unique_ptr<EchoCanceller>(new (std::nothrow) EchoCanceller(suppress));
}

void EchoCanceller::process(std::span<const float> near, std::span<const float> far, std::span<float> out) {
  const FlushTiny mode;
  const auto begin = std::chrono::steady_clock::now();
  const size_t frame = near.size();
  for (size_t n = 0; n < frame; n++) {
    near_in_[waiting_] = sound(near[n]);
    far_in_[waiting_] = sound(far[n]);
    waiting_ += 1;
    if (waiting_ < kBlock) continue;
    process_block(near_in_, far_in_, out_ + ready_);
    ready_ += kBlock;
    waiting_ = 0;
  }
  // A frame that ends within a block must wait for its rest once; from then on there is always enough.
  const size_t missing = frame > ready_ ? frame - ready_ : 0;
  std::fill_n(out.begin(), missing, 0.0f);
  std::copy_n(out_, frame - missing, out.begin() + static_cast<std::ptrdiff_t>(missing));
  std::copy(out_ + frame - missing, out_ + ready_, out_);
  ready_ -= frame - missing;
  const std::chrono::duration<double, std::micro> spent = std::chrono::steady_clock::now() - begin;
  const double per_10_ms = spent.count() * (kSampleRate / 100.0) / static_cast<double>(frame);
  cost_us_ = cost_us_ == 0 ? per_10_ms : kCostMemory * cost_us_ + (1 - kCostMemory) * per_10_ms;
}

void EchoCanceller::process_block(const float* near, const float* far, float* out) {
  alignas(32) float echo[kBlock];
  alignas(32) float rest[kBlock];
  far_.push(fft_, far);
  delay_.push(fft_, far_, near);
  align();
  path_.process(fft_, far_, lag_, near, echo);
  for (size_t n = 0; n < kBlock; n++) rest[n] = near[n] - echo[n];
  if (suppress_) {
    suppressor_.process(fft_, rest, path_, out);
  } else {
    std::copy_n(rest, kBlock, out);
  }
}

/** Moves the filter where it would miss the echo. */
void EchoCanceller::align() {
  const std::optional<size_t> found = delay_.lag();
  if (!found.has_value()) return;
  const bool early = *found < lag_ + 1 && lag_ > 0;
  const bool late = *found > lag_ + kParts - kDelayTail;
  if (!early && !late) return;
  const size_t target = *found > kDelayLead ? *found - kDelayLead : 0;
  path_.shift(static_cast<int>(target) - static_cast<int>(lag_));
  lag_ = target;
}

size_t EchoCanceller::delay(size_t frame) const {
  const size_t own = suppress_ ? kOverlap : 0;
  const size_t queued = ready_ + waiting_;
  const size_t wait = frame % kBlock == 0 && queued % kBlock == 0 ? 0 : kBlock - kStep;
  return own + std::max(queued, wait);
}

EchoMeasures EchoCanceller::measures() const {
  EchoMeasures measures;
  measures.erle_db = path_.erle_db();
  const double peak = path_.peak();
  if (peak >= 0) measures.delay_samples = static_cast<double>(lag_ * kBlock) + peak;
  measures.cost_us = cost_us_;
  measures.changes = path_.changes();
  return measures;
}

void EchoCanceller::reset() {
  far_.clear();
  delay_.clear();
  path_.forget();
  suppressor_.clear();
  lag_ = 0;
  waiting_ = ready_ = 0;
}

}  // namespace palabre::dsp
