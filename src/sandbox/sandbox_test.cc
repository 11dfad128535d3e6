#include "sandbox/sandbox.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <vector>

#include "sandbox/frames.h"

namespace dengbao::sandbox {
namespace {

Status echo(std::string_view input, std::string_view args, Output& out) {
  out.write(args);
  out.write(input);
  return {};
}

Status refuse(std::string_view, std::string_view, Output& out) {
  out.write("half");
  return fail(ErrorKind::Internal, "test.refused", {{"row", "7"}}, "here");
}

// What a program that was taken over would try first. Each must end the worker.
Status misbehave(std::string_view, std::string_view deed, Output& out) {
  if (deed == "open") (void)::open("/etc/passwd", O_RDONLY);
  if (deed == "create") (void)::open("/tmp/dengbao-sandbox-test", O_WRONLY | O_CREAT, 0600);
  if (deed == "socket") (void)::socket(AF_INET, SOCK_STREAM, 0);
  if (deed == "fork") (void)::syscall(SYS_fork);
  if (deed == "exec") (void)::execl("/bin/true", "true", nullptr);
  if (deed == "kill") (void)::syscall(SYS_kill, ::getppid(), 0);
  if (deed == "ptrace") (void)::syscall(SYS_ptrace, 0, 0, 0, 0);
  if (deed == "code")
    (void)::mmap(nullptr, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1,
                 0);
  out.write("still here");
  return {};
}

Status loop(std::string_view, std::string_view, Output&) {
  volatile int turn = 0;
  while (true) turn = turn + 1;
}

Status hoard(std::string_view, std::string_view, Output& out) {
  std::vector<std::string> all;
  while (true) all.emplace_back(1U << 20, 'x');
  out.write(all.front());
  return {};
}

Status flood(std::string_view, std::string_view, Output& out) {
  const std::string piece(1U << 20, 'y');
  while (true) out.write(piece);
}

Status crash(std::string_view, std::string_view, Output&) {
  std::abort();
}

// Speaks past the frames, as a worker that was taken over could.
Status babble(std::string_view, std::string_view, Output&) {
  const std::string lie = "\x09this is no frame";
  (void)!::write(4, lie.data(), lie.size());
  return {};
}

constexpr std::array kWorkers{
    Worker{"echo", nullptr, echo},           Worker{"refuse", nullptr, refuse},
    Worker{"misbehave", nullptr, misbehave}, Worker{"loop", nullptr, loop},
    Worker{"hoard", nullptr, hoard},         Worker{"flood", nullptr, flood},
    Worker{"crash", nullptr, crash},         Worker{"babble", nullptr, babble},
};

const Worker& worker(std::string_view name) {
  for (const Worker& one : kWorkers)
    if (name == one.name) return one;
  std::abort();
}

TEST(Sandbox, CarriesBytesThereAndBack) {
  std::string big(3U << 20, 'z');
  big[12345] = '\0';
  const auto answer = run(worker("echo"), big, "args ", {});
  ASSERT_TRUE(answer) << answer.error().code << answer.error().detail;
  EXPECT_EQ(*answer, "args " + big);
  EXPECT_EQ(*run(worker("echo"), "", "", {}), "");
}

TEST(Sandbox, HandsOnARefusalAndNoHalfAnswer) {
  const auto answer = run(worker("refuse"), "x", "", {});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::BadInput);
  EXPECT_EQ(answer.error().code, "test.refused");
  EXPECT_EQ(answer.error().where, "here");
  EXPECT_EQ(answer.error().args, (Args{{"row", "7"}}));
}

TEST(Sandbox, EndsAWorkerThatTriesWhatItMayNot) {
  for (const char* deed : {"open", "create", "socket", "fork", "exec", "kill", "ptrace", "code"}) {
    const auto answer = run(worker("misbehave"), "x", deed, {});
    ASSERT_FALSE(answer) << deed;
    EXPECT_EQ(answer.error().code, "sandbox.forbidden_call") << deed;
    EXPECT_EQ(answer.error().kind, ErrorKind::BadInput) << deed;
  }
  EXPECT_NE(::access("/tmp/dengbao-sandbox-test", F_OK), 0);
}

TEST(Sandbox, EndsAWorkerThatTakesTooLong) {
  Options options;
  options.limits.wall = std::chrono::milliseconds(200);
  const auto before = std::chrono::steady_clock::now();
  const auto answer = run(worker("loop"), "x", "", options);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, "sandbox.time_limit");
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(2));
}

TEST(Sandbox, LimitsMemory) {
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
  return;  // a sanitizer's shadow leaves no room for this limit; the other builds check it
#endif
#endif
  const auto answer = run(worker("hoard"), "x", "", {});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, "sandbox.memory_limit");
}

TEST(Sandbox, LimitsOutputAndInput) {
  Options options;
  options.limits.output_bytes = 4U << 20;
  options.limits.input_bytes = 10;
  EXPECT_EQ(run(worker("flood"), "x", "", options).error().code, "sandbox.output_limit");
  EXPECT_EQ(run(worker("echo"), "eleven bytes", "", options).error().code, "sandbox.input_limit");
  EXPECT_EQ(run_here(worker("echo"), "eleven bytes", "", options.limits).error().code,
            "sandbox.input_limit");
}

TEST(Sandbox, ReportsADeadOrLyingWorker) {
  EXPECT_EQ(run(worker("crash"), "x", "", {}).error().code, "sandbox.worker_died");
  EXPECT_EQ(run(worker("babble"), "x", "", {}).error().code, "sandbox.worker_died");
  EXPECT_EQ(run(Worker{"nobody", nullptr, echo}, "x", "", {}).error().code,
            "sandbox.no_such_worker");
}

TEST(Sandbox, ReadsAFileByItsDescriptorOnly) {
  const int directory = ::open("/tmp", O_RDONLY | O_DIRECTORY);
  EXPECT_EQ(run_on_descriptor(worker("echo"), directory, "", {}).error().code,
            "sandbox.input_not_a_file");
  ::close(directory);
  const int file = ::memfd_create("t", 0);
  ASSERT_EQ(::write(file, "abc", 3), 3);
  EXPECT_EQ(*run_on_descriptor(worker("echo"), file, ">", {}), ">abc");
  ::close(file);
}

TEST(Frames, AreReadStrictlyAtEveryCut) {
  std::string stream = frame_head(Frame::Output, 3) + "abc" + frame_head(Frame::Output, 0) +
                       frame_head(Frame::Output, 2) + "de" + frame_head(Frame::Done, 0);
  for (std::size_t cut = 0; cut <= stream.size(); ++cut) {
    FrameReader frames(100);
    ASSERT_TRUE(frames.add(std::string_view(stream).substr(0, cut)));
    ASSERT_TRUE(frames.add(std::string_view(stream).substr(cut)));
    EXPECT_EQ(frames.last_word(), Frame::Done);
    EXPECT_EQ(frames.take_output(), "abcde");
  }
  FrameReader after(100);
  EXPECT_FALSE(after.add(stream + "x"));
  FrameReader over(4);
  EXPECT_FALSE(over.add(stream));
  EXPECT_TRUE(over.over_limit());
  EXPECT_FALSE(decode_refusal("nonsense"));
  Explanation wrong;
  wrong.code = "Not a Code";
  EXPECT_FALSE(decode_refusal(encode_refusal(wrong)));
}

}  // namespace
}  // namespace dengbao::sandbox

int main(int argc, char** argv) {
  using namespace dengbao::sandbox;
  if (const auto code = run_worker_if_asked(argc, argv, kWorkers)) return *code;
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
