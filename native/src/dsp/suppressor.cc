#include "dsp/suppressor.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace palabre::dsp {
namespace {

constexpr float kLeastPower = 1e-12f;
/** Where the blended part of a window begins and its newest kOverlap samples. */
constexpr size_t kFirst = kFft - kBlock - kOverlap;
constexpr size_t kLast = kFft - kOverlap;

}  // namespace

Suppressor::Suppressor() {
  // Analysis rises slowly (fine bins) and falls fast (short delay); the product of both windows rises and
  // falls over kOverlap and adds up to 1.
  for (size_t n = 0; n < kFft; n++) {
    const double half_pi = std::numbers::pi / 2;
    const double rise = std::sin(half_pi * (static_cast<double>(n) + 0.5) / kLast);
    const double fall = std::cos(half_pi * (static_cast<double>(n) - kLast + 0.5) / kOverlap);
    const double analysis = n < kLast ? rise : fall;
    const double onset = std::sin(half_pi * (static_cast<double>(n) - kFirst + 0.5) / kOverlap);
    double product = 1;
    if (n < kFirst) product = 0;
    else if (n < kFirst + kOverlap) product = onset * onset;
    else if (n >= kLast) product = fall * fall;
    analysis_[n] = static_cast<float>(analysis);
    synthesis_[n] = static_cast<float>(product / analysis);
  }
  clear();
}

void Suppressor::clear() {
  std::fill_n(signal_window_, kFft, 0.0f);
  std::fill_n(echo_window_, kFft, 0.0f);
  std::fill_n(overlap_, kOverlap, 0.0f);
  residual_.fill(0);
  kept_.fill(0);
  gain_.fill(1);
  smoothed_.fill(0);
  floor_.fill(0);
  // A floor is not known before it was observed; 0 means no comfort noise.
  lowest_now_.fill(0);
  for (Powers& stretch : lowest_) stretch.fill(0);
  floor_age_ = 0;
}

void Suppressor::process(RealFft& fft, const float* signal, const EchoPath& path, float* out) {
  const auto analyse = [&](float* window, const float* block, Spectrum& spectrum, Powers& power) {
    std::copy(window + kBlock, window + kFft, window);
    std::copy_n(block, kBlock, window + kFft - kBlock);
    for (size_t n = 0; n < kFft; n++) work_[n] = window[n] * analysis_[n];
    fft.forward(work_, spectrum);
    power_of(spectrum, power);
  };
  analyse(signal_window_, signal, signal_, signal_power_);
  analyse(echo_window_, path.expectation(), echo_, echo_power_);
  estimate_residual(path);
  estimate_floor();
  apply_gains();
  fft.inverse(signal_, work_);
  for (size_t n = kFirst; n < kFft; n++) work_[n] *= synthesis_[n];
  for (size_t n = 0; n < kOverlap; n++) work_[kFirst + n] += overlap_[n];
  std::copy(work_ + kFirst, work_ + kLast, out);
  std::copy(work_ + kLast, work_ + kFft, overlap_);
}

void Suppressor::estimate_residual(const EchoPath& path) {
  for (size_t k = 0; k < kBins; k++) {
    const float share = path.distrusted() ? 1.0f : path.leak().at[k];
    const float left = std::max(kOverestimate * share * echo_power_.at[k], path.uncertainty().at[k]);
    const float now = path.echo_likely() ? left : 0.0f;
    residual_.at[k] = std::max(now, kResidualDecay * residual_.at[k]);
    if (residual_.at[k] < kLeastPower) residual_.at[k] = 0;
  }
}

/** The room's noise: the least power of each bin within the last seconds. */
void Suppressor::estimate_floor() {
  for (size_t k = 0; k < kBins; k++) {
    smoothed_.at[k] = kFloorMemory * smoothed_.at[k] + (1 - kFloorMemory) * signal_power_.at[k];
    lowest_now_.at[k] = std::min(lowest_now_.at[k], smoothed_.at[k]);
    floor_.at[k] = std::min(floor_.at[k], smoothed_.at[k]);
  }
  floor_age_ += 1;
  if (floor_age_ < kFloorBlocks) return;
  floor_age_ = 0;
  std::rotate(lowest_.begin(), lowest_.begin() + 1, lowest_.end());
  lowest_.back() = lowest_now_;
  floor_ = lowest_[0];
  for (const Powers& stretch : lowest_) {
    for (size_t k = 0; k < kBins; k++) floor_.at[k] = std::min(floor_.at[k], stretch.at[k]);
  }
  lowest_now_ = smoothed_;
}

void Suppressor::apply_gains() {
  for (size_t k = 0; k < kBins; k++) {
    const float power = signal_power_.at[k], residual = residual_.at[k];
    if (residual == 0) {
      gain_.at[k] = 1;
      kept_.at[k] = power;
      continue;
    }
    const float above = std::max(power - residual, 0.0f) / residual;
    const float ratio = kGainMemory * kept_.at[k] / residual + (1 - kGainMemory) * above;
    const float gain = std::max(ratio / (1 + ratio), kLeastGain);
    gain_.at[k] = gain;
    kept_.at[k] = gain * gain * power;
  }
  for (size_t k = 0; k < kBins; k++) {
    const float gain = gain_.at[k];
    if (gain == 1) continue;
    // Uniform in a square: phases at random, mean power 2/3 of the amplitude's square.
    const uint32_t bits = random();
    const float a = static_cast<float>(bits & 0xffff) / 32768.0f - 1;
    const float b = static_cast<float>(bits >> 16) / 32768.0f - 1;
    // Never more than was there, so that nothing gets louder where a sound dies away faster than the floor.
    const float room = std::min(floor_.at[k], signal_power_.at[k]);
    const float noise = std::sqrt(1.5f * room * std::max(0.0f, 1 - gain * gain));
    signal_.re[k] = gain * signal_.re[k] + noise * a;
    signal_.im[k] = gain * signal_.im[k] + (k == 0 || k == kBins - 1 ? 0 : noise * b);
  }
}

uint32_t Suppressor::random() {
  seed_ = seed_ * 1664525u + 1013904223u;
  uint32_t mixed = seed_ ^ (seed_ >> 15);
  mixed *= 0x2c1b3c6du;
  return mixed ^ (mixed >> 13);
}

}  // namespace palabre::dsp
