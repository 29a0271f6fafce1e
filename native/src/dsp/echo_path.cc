#include "dsp/echo_path.h"

#include <algorithm>
#include <cmath>

namespace palabre::dsp {
namespace {

/** Keeps comparisons of energies from being about nothing: -116 dB full scale over a block. */
constexpr float kLeastEnergy = 6e-10f;

float energy(const float* block) {
  float sum = 0;
  for (size_t n = 0; n < kBlock; n++) sum += block[n] * block[n];
  return sum;
}

float smooth(float before, float now, float memory) { return memory * before + (1 - memory) * now; }

}  // namespace

void EchoPath::process(RealFft& fft, const FarHistory& far, size_t lag, const float* near, float* echo) {
  const bool loud = far.loud(lag, kParts);
  filter_.predict(fft, far, lag, expectation_);
  for (size_t n = 0; n < kBlock; n++) error_[n] = near[n] - expectation_[n];
  const float before = trust_;
  const bool sane = weigh(near, error_, loud);
  const float slope = (trust_ - before) / kBlock;
  for (size_t n = 0; n < kBlock; n++) {
    const float share = before + slope * static_cast<float>(n + 1);
    echo[n] = share > 0 ? share * expectation_[n] : 0.0f;
  }
  if (!loud || !sane) return;
  filter_.adapt(fft, far, lag, expectation_, error_);
  if (scouting_) scout(fft, far, lag, near);
}

/** Compares what the filter leaves with what it was given; false where it left no numbers and was reset. */
bool EchoPath::weigh(const float* near, const float* error, bool loud) {
  const float heard = energy(near), left = energy(error);
  near_short_ = smooth(near_short_, heard, kGuardMemory);
  error_short_ = smooth(error_short_, left, kGuardMemory);
  if (!std::isfinite(error_short_)) {
    forget();
    return false;
  }
  trust_ = error_short_ <= kGuardPass * near_short_ + kLeastEnergy ? 1.0f : 0.0f;
  if (!loud) return true;
  age_ += 1;
  near_long_ = smooth(near_long_, heard, kDoubtMemory);
  error_long_ = smooth(error_long_, left, kDoubtMemory);
  near_second_ = smooth(near_second_, heard, kErleMemory);
  error_second_ = smooth(error_second_, left, kErleMemory);
  echo_second_ = smooth(echo_second_, energy(expectation_), kErleMemory);
  likely_ = std::max(likely_ - 1, 0);
  const bool found = near_second_ - error_second_ > kEchoEvidence * echo_second_ + kLeastEnergy;
  if (found && echo_second_ > kLeastEnergy) likely_ = kEchoHold;
  const bool doubtful = error_long_ > kDoubtRatio * near_long_ + kLeastEnergy;
  if (doubtful && !scouting_ && age_ > kScoutAge) begin_scouting();
  return true;
}

void EchoPath::begin_scouting() {
  scout_.forget();
  scouting_ = true;
  scout_age_ = 0;
  scout_long_ = error_long_;
}

void EchoPath::scout(RealFft& fft, const FarHistory& far, size_t lag, const float* near) {
  alignas(32) float expectation[kBlock];
  alignas(32) float error[kBlock];
  scout_.predict(fft, far, lag, expectation);
  for (size_t n = 0; n < kBlock; n++) error[n] = near[n] - expectation[n];
  scout_long_ = smooth(scout_long_, energy(error), kDoubtMemory);
  scout_.adapt(fft, far, lag, expectation, error);
  scout_age_ += 1;
  if (scout_age_ > kScoutTrial && scout_long_ < kScoutWins * error_long_) {
    filter_ = scout_;
    error_long_ = scout_long_;
    changes_ += 1;
    age_ = 0;
    scouting_ = false;
  } else if (scout_age_ > kScoutLimit) {
    scouting_ = false;
  }
}

double EchoPath::peak() const { return filter_.strength() > 0 ? static_cast<double>(filter_.peak()) : -1; }

double EchoPath::erle_db() const {
  if (near_second_ <= kLeastEnergy) return 0;
  return 10 * std::log10(near_second_ / std::max(error_second_, kLeastEnergy));
}

void EchoPath::shift(int partitions) {
  filter_.shift(partitions);
  scouting_ = false;
}

void EchoPath::forget() {
  filter_.forget();
  scouting_ = false;
  age_ = 0;
  near_short_ = error_short_ = near_long_ = error_long_ = near_second_ = error_second_ = 0;
  echo_second_ = 0;
  likely_ = kEchoPatience;
  trust_ = 1;
  std::fill_n(expectation_, kBlock, 0.0f);
}

}  // namespace palabre::dsp
