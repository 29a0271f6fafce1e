// sources: native/src/dsp/delay_estimator.cc native/src/dsp/echo_canceller.cc native/src/dsp/echo_filter.cc
// sources: native/src/dsp/echo_path.cc native/src/dsp/far_history.cc native/src/dsp/leak_estimator.cc
// sources: native/src/dsp/real_fft.cc native/src/dsp/suppressor.cc
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <memory>
#include <numbers>
#include <random>
#include <vector>

#include "check.h"
#include "dsp/echo_canceller.h"

using namespace palabre::dsp;

namespace {

using Sound = std::vector<float>;

/** Noise in syllables of changing colour, as long as asked. */
Sound babble(size_t samples, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<float> noise(-1, 1);
  Sound out(samples);
  float low = 0, pitch = 0.1f;
  for (size_t n = 0; n < samples; n++) {
    if (n % 9600 == 0) pitch = 0.05f + 0.3f * std::abs(noise(random));
    low += pitch * (noise(random) - low);
    const float syllable = std::sin(static_cast<float>(n) * static_cast<float>(std::numbers::pi) / 9600);
    out[n] = 0.5f * low * syllable * syllable;
  }
  return out;
}

Sound echo_of(const Sound& sound, size_t delay, float gain) {
  Sound out(sound.size());
  for (size_t n = delay; n < out.size(); n++) out[n] = gain * sound[n - delay];
  return out;
}

Sound cancelled(EchoCanceller& canceller, const Sound& near, const Sound& far, size_t frame) {
  Sound out(near.size());
  for (size_t at = 0; at + frame <= near.size(); at += frame) {
    // Exactly as long as the frame, so that the sanitizer sees a step beyond.
    const auto near_frame = std::make_unique<float[]>(frame), far_frame = std::make_unique<float[]>(frame);
    std::copy_n(near.begin() + static_cast<std::ptrdiff_t>(at), frame, near_frame.get());
    std::copy_n(far.begin() + static_cast<std::ptrdiff_t>(at), frame, far_frame.get());
    canceller.process({near_frame.get(), frame}, {far_frame.get(), frame}, {near_frame.get(), frame});
    std::copy_n(near_frame.get(), frame, out.begin() + static_cast<std::ptrdiff_t>(at));
  }
  return out;
}

double level_db(const Sound& sound, size_t from, size_t to) {
  double sum = 0;
  for (size_t n = from; n < to; n++) sum += static_cast<double>(sound[n]) * sound[n];
  return 10 * std::log10(sum / static_cast<double>(to - from) + 1e-14);
}

double level_db(const Sound& sound, size_t from) { return level_db(sound, from, sound.size()); }

bool finite(const Sound& sound) {
  return std::all_of(sound.begin(), sound.end(), [](float sample) { return std::isfinite(sample); });
}

}  // namespace

TEST(the_transform_is_that_of_the_definition) {
  const auto fft = std::make_unique<RealFft>();
  Sound samples = babble(kFft, 1), back(kFft);
  Spectrum spectrum;
  fft->forward(samples.data(), spectrum);
  for (size_t k = 0; k < kBins; k += 7) {
    double re = 0, im = 0;
    for (size_t n = 0; n < kFft; n++) {
      const double angle = -2 * std::numbers::pi * static_cast<double>(k * n % kFft) / kFft;
      re += samples[n] * std::cos(angle);
      im += samples[n] * std::sin(angle);
    }
    CHECK(std::abs(re - spectrum.re[k]) < 1e-3);
    CHECK(std::abs(im - spectrum.im[k]) < 1e-3);
  }
  fft->inverse(spectrum, back.data());
  for (size_t n = 0; n < kFft; n++) CHECK(std::abs(back[n] - samples[n]) < 1e-5f);
}

TEST(silence_gives_silence) {
  const auto canceller = EchoCanceller::create(true);
  const Sound silence(48000);
  const Sound out = cancelled(*canceller, silence, silence, 480);
  CHECK(std::all_of(out.begin(), out.end(), [](float sample) { return sample == 0; }));
  // Also once it has learnt something.
  const Sound far = babble(48000, 1);
  cancelled(*canceller, echo_of(far, 2000, 0.5f), far, 480);
  cancelled(*canceller, silence, silence, 480);
  const Sound after = cancelled(*canceller, silence, silence, 480);
  CHECK(std::all_of(after.begin(), after.end(), [](float sample) { return sample == 0; }));
}

TEST(a_voice_alone_passes_untouched_in_frames_of_every_length) {
  const Sound near = babble(57600, 2), far(near.size());
  for (size_t frame = kStep; frame <= kMostFrame; frame += kStep) {
    const auto canceller = EchoCanceller::create(true);
    const size_t delay = canceller->delay(frame);
    CHECK(delay <= kOverlap + kStep);
    const Sound out = cancelled(*canceller, near, far, frame);
    float worst = 0;
    for (size_t n = delay; n + kMostFrame < near.size(); n++) {
      worst = std::max(worst, std::abs(out[n] - near[n - delay]));
    }
    CHECK(worst < 1e-5f);
    CHECK_EQ(canceller->delay(frame), delay);
  }
}

TEST(frames_may_change_their_length) {
  const auto canceller = EchoCanceller::create(true);
  const Sound near = babble(28800, 3);
  size_t at = 0;
  Sound out;
  for (size_t turn = 0; at + kMostFrame < near.size(); turn++) {
    constexpr size_t kFrames[] = {120, 480, 240, 360, 2880, 120, 960};
    const size_t frame = kFrames[turn % std::size(kFrames)];
    Sound far(frame), got(frame);
    canceller->process({&near[at], frame}, far, got);
    out.insert(out.end(), got.begin(), got.end());
    at += frame;
  }
  const size_t delay = canceller->delay(120);
  for (size_t n = 4800; n < out.size(); n++) CHECK(std::abs(out[n] - near[n - delay]) < 1e-5f);
}

TEST(an_echo_is_lowered_by_the_filter_and_more_by_the_suppressor) {
  const Sound far = babble(4 * 48000, 4), near = echo_of(far, 40 * 48, 0.5f);
  for (const bool suppress : {false, true}) {
    const auto canceller = EchoCanceller::create(suppress);
    const Sound out = cancelled(*canceller, near, far, 480);
    CHECK(level_db(near, 3 * 48000) - level_db(out, 3 * 48000) > (suppress ? 30 : 15));
    CHECK(std::abs(canceller->measures().delay_samples - 40 * 48) < 5);
    CHECK(canceller->measures().erle_db > 10);
    CHECK(canceller->measures().cost_us > 0);
  }
}

TEST(an_echo_later_than_the_filter_is_found) {
  const Sound far = babble(6 * 48000, 5), near = echo_of(far, 380 * 48, 0.5f);
  const auto canceller = EchoCanceller::create(true);
  const Sound out = cancelled(*canceller, near, far, 480);
  CHECK(level_db(near, 5 * 48000) - level_db(out, 5 * 48000) > 25);
  CHECK(std::abs(canceller->measures().delay_samples - 380 * 48) < 5);
}

TEST(a_path_that_becomes_another_one_is_learnt_anew) {
  const Sound far = babble(8 * 48000, 6), first = echo_of(far, 2000, 0.5f), second = echo_of(far, 5000, -0.4f);
  Sound near = first;
  std::copy(second.begin() + 4 * 48000, second.end(), near.begin() + 4 * 48000);
  const auto canceller = EchoCanceller::create(true);
  const Sound out = cancelled(*canceller, near, far, 480);
  CHECK(level_db(near, 7 * 48000) - level_db(out, 7 * 48000) > 20);
}

TEST(nothing_played_makes_the_output_louder_than_the_input) {
  const Sound near = babble(4 * 48000, 7), far = babble(4 * 48000, 8);
  for (const bool suppress : {false, true}) {
    const auto canceller = EchoCanceller::create(suppress);
    const Sound out = cancelled(*canceller, near, far, 480);
    for (size_t at = 0; at + 9600 <= near.size(); at += 9600) {
      CHECK(level_db(out, at, at + 9600) < level_db(near, at, at + 9600) + 2);
    }
  }
}

TEST(samples_that_are_no_sound_do_no_lasting_harm) {
  constexpr float kStrange[] = {std::numeric_limits<float>::quiet_NaN(),   std::numeric_limits<float>::infinity(),
                                -std::numeric_limits<float>::infinity(),   3e38f, -3e38f, 1e30f, 1e-40f,
                                std::numeric_limits<float>::denorm_min(), -0.0f};
  const auto canceller = EchoCanceller::create(true);
  const Sound far = babble(4 * 48000, 9), near = echo_of(far, 2000, 0.5f);
  for (const float strange : kStrange) {
    for (const bool in_far : {false, true}) {
      Sound bad_near(near.begin(), near.begin() + 9600), bad_far(far.begin(), far.begin() + 9600);
      for (size_t n = 0; n < 9600; n += 7) (in_far ? bad_far : bad_near)[n] = strange;
      const Sound out = cancelled(*canceller, bad_near, bad_far, 480);
      CHECK(finite(out));
      CHECK(std::all_of(out.begin(), out.end(), [](float sample) { return std::abs(sample) < 20; }));
    }
  }
  const Sound out = cancelled(*canceller, near, far, 480);
  CHECK(finite(out));
  CHECK(level_db(near, 3 * 48000) - level_db(out, 3 * 48000) > 15);
}

TEST(full_scale_noise_and_clipping_stay_bounded) {
  std::mt19937 random(10);
  Sound far(2 * 48000), near(far.size());
  for (size_t n = 0; n < far.size(); n++) far[n] = random() % 2 == 0 ? 1.0f : -1.0f;
  for (size_t n = 1000; n < near.size(); n++) near[n] = std::clamp(3 * far[n - 1000] + far[n - 500], -1.0f, 1.0f);
  const auto canceller = EchoCanceller::create(true);
  const Sound out = cancelled(*canceller, near, far, 480);
  CHECK(finite(out));
  CHECK(level_db(out, 48000) < level_db(near, 48000) + 1);
}

TEST(after_a_reset_it_is_as_new) {
  const Sound far = babble(48000, 11), near = echo_of(far, 2000, 0.5f);
  const auto canceller = EchoCanceller::create(true);
  const Sound first = cancelled(*canceller, near, far, 480);
  canceller->reset();
  CHECK_EQ(canceller->measures().delay_samples, -1.0);
  CHECK_EQ(canceller->measures().erle_db, 0.0);
  const Sound again = cancelled(*canceller, near, far, 480);
  for (size_t n = 0; n < first.size(); n++) CHECK(std::abs(first[n] - again[n]) < 1e-6f);
}

TEST(legal_frames_are_steps_of_2_5_ms) {
  for (const size_t samples : {120, 240, 360, 480, 960, 1920, 2880}) CHECK(legal_frame(samples));
  for (const size_t samples : {0, 1, 119, 121, 441, 3000}) CHECK(!legal_frame(samples));
}
