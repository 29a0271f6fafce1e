#include "dsp/echo_filter.h"

#include <algorithm>
#include <cmath>

namespace palabre::dsp {
namespace {

/** The error covers this share of a transform's samples. */
constexpr float kErrorShare = static_cast<float>(kBlock) / kFft;

void accumulate(const Spectrum& __restrict x, const Spectrum& __restrict w, Spectrum& __restrict sum) {
  for (size_t k = 0; k < kRow; k++) {
    sum.re[k] += x.re[k] * w.re[k] - x.im[k] * w.im[k];
    sum.im[k] += x.re[k] * w.im[k] + x.im[k] * w.re[k];
  }
}

void accumulate(const Powers& __restrict x, const Powers& __restrict p, Powers& __restrict sum) {
  for (size_t k = 0; k < kRow; k++) sum.at[k] += x.at[k] * p.at[k];
}

}  // namespace

void EchoFilter::predict(RealFft& fft, const FarHistory& far, size_t lag, float* echo) {
  sum_.clear();
  expected_.fill(0);
  for (size_t m = 0; m < kParts; m++) {
    const FarBlock& block = far.ago(lag + m);
    if (!block.loud) continue;
    accumulate(block.spectrum, parts_[m].path, sum_);
    accumulate(block.power, parts_[m].uncertainty, expected_);
  }
  fft.inverse(sum_, samples_);
  std::copy(samples_ + kFft - kBlock, samples_ + kFft, echo);
}

void EchoFilter::spectrum_of(RealFft& fft, const float* block, Spectrum& spectrum, Powers& power) {
  std::fill_n(samples_, kFft - kBlock, 0.0f);
  std::copy_n(block, kBlock, samples_ + kFft - kBlock);
  fft.forward(samples_, spectrum);
  power_of(spectrum, power);
}

void EchoFilter::adapt(RealFft& fft, const FarHistory& far, size_t lag, const float* echo, const float* error) {
  Spectrum& e = sum_;
  spectrum_of(fft, echo, e, echo_power_);
  spectrum_of(fft, error, e, error_power_);
  leak_.push(error_power_, echo_power_);
  float leakage = 0;
  for (size_t k = 0; k < kBins; k++) leakage += expected_.at[k];
  leakage = leakage * (kWindowLeakage / kBins) + kLeastLearnt;
  Powers inverse, boost;
  for (size_t k = 0; k < kRow; k++) {
    noise_.at[k] = kNoiseMemory * noise_.at[k] + (1 - kNoiseMemory) * error_power_.at[k];
    const float left = leak_.leak().at[k] * echo_power_.at[k] / kErrorShare;
    const float expected = std::max(expected_.at[k], left);
    boost.at[k] = std::min(expected / (expected_.at[k] + kLeastLearnt), kMostBoost);
    expected_.at[k] *= boost.at[k];
    inverse.at[k] = 1.0f / (expected_.at[k] + noise_.at[k] / kErrorShare + leakage);
  }
  Powers total;
  for (size_t m = 0; m < kParts; m++) {
    const FarBlock& block = far.ago(lag + m);
    if (!block.loud) continue;
    const float* __restrict xr = block.spectrum.re;
    const float* __restrict xi = block.spectrum.im;
    const float* __restrict power = block.power.at;
    float* __restrict wr = parts_[m].path.re;
    float* __restrict wi = parts_[m].path.im;
    float* __restrict p = parts_[m].uncertainty.at;
    for (size_t k = 0; k < kRow; k++) {
      const float doubt = std::min(p[k] * boost.at[k], kMostUncertainty);
      const float step = doubt * inverse.at[k];
      wr[k] += step * (xr[k] * e.re[k] + xi[k] * e.im[k]);
      wi[k] += step * (xr[k] * e.im[k] - xi[k] * e.re[k]);
      const float known = doubt * (1 - kErrorShare * step * power[k]);
      const float weight = wr[k] * wr[k] + wi[k] * wi[k];
      total.at[k] += weight;
      p[k] = (1 - kPathDrift) * known + kPathDrift * (weight + spread_.at[k]);
    }
  }
  float strength = 0;
  for (size_t k = 0; k < kRow; k++) {
    spread_.at[k] = total.at[k] * (kPathSpread / kParts);
    strength += total.at[k];
    expected_.at[k] *= kErrorShare;
  }
  strength_ = strength;
  for (size_t i = 0; i < kCutsPerBlock; i++) {
    cut(fft, parts_[next_cut_]);
    next_cut_ = (next_cut_ + 1) % kParts;
  }
}

void EchoFilter::cut(RealFft& fft, Partition& partition) {
  fft.inverse(partition.path, samples_);
  std::fill(samples_ + kBlock, samples_ + kFft, 0.0f);
  fft.forward(samples_, partition.path);
  partition.peak_level = 0;
  for (size_t n = 0; n < kBlock; n++) {
    const float level = std::abs(samples_[n]);
    if (level <= partition.peak_level) continue;
    partition.peak_level = level;
    partition.peak_place = n;
  }
}

void EchoFilter::shift(int partitions) {
  const int count = static_cast<int>(kParts);
  const int by = std::clamp(partitions, -count, count);
  if (by >= 0) {
    std::copy(parts_.begin() + by, parts_.end(), parts_.begin());
  } else {
    std::copy_backward(parts_.begin(), parts_.end() + by, parts_.end());
  }
  for (int m = 0; m < count; m++) {
    const bool vacant = by >= 0 ? m >= count - by : m < -by;
    if (!vacant) continue;
    parts_[m] = {};
    parts_[m].uncertainty.fill(kFirstUncertainty);
  }
}

void EchoFilter::forget() {
  for (Partition& partition : parts_) {
    partition = {};
    partition.uncertainty.fill(kFirstUncertainty);
  }
  noise_.fill(0);
  spread_.fill(0);
  expected_.fill(0);
  leak_.clear();
  strength_ = 0;
  next_cut_ = 0;
}

size_t EchoFilter::peak() const {
  size_t best = 0;
  for (size_t m = 1; m < kParts; m++) {
    if (parts_[m].peak_level > parts_[best].peak_level) best = m;
  }
  return best * kBlock + parts_[best].peak_place;
}

}  // namespace palabre::dsp
