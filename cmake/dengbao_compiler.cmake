# Compiler settings that hold for every target: standard, warnings as errors, hardening, ccache.
set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

option(DENGBAO_BENCH "build the benchmarks" ON)
option(DENGBAO_FUZZ "build the fuzz targets (clang only)" OFF)
set(DENGBAO_SANITIZE "" CACHE STRING "value for -fsanitize=, e.g. address,undefined")

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
endif()

add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor
                    -Woverloaded-virtual -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 reports these inside its own <expected>, <variant> and <string> at -O2.
  add_compile_options(-Wno-maybe-uninitialized -Wno-restrict -Wno-stringop-overflow
                      -Wno-array-bounds -Wno-dangling-pointer)
else()
  # clang reports these in the filter macros of libseccomp, where a struct leaves its defaults, and
  # inside the std::stable_sort of libstdc++ 12.
  add_compile_options(-Wno-c99-extensions -Wno-missing-field-initializers
                      -Wno-missing-designated-field-initializers -Wno-deprecated-declarations)
endif()

if(DENGBAO_FUZZ)
  # Counters for libFuzzer in every library; programs without a fuzzer run all the same.
  add_compile_options(-fsanitize=fuzzer-no-link)
  add_link_options(-fsanitize=fuzzer-no-link)
endif()
if(DENGBAO_SANITIZE)
  add_compile_options(-fsanitize=${DENGBAO_SANITIZE} -fno-omit-frame-pointer
                      -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${DENGBAO_SANITIZE})
else()
  add_compile_options(-fstack-protector-strong -fstack-clash-protection)
  if(CMAKE_BUILD_TYPE STREQUAL "Release" OR CMAKE_BUILD_TYPE STREQUAL "RelWithDebInfo")
    # Debian's own default is a lower level: say the one that is meant.
    add_compile_options(-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3)
  endif()
endif()
include(CheckPIESupported)
check_pie_supported()
add_link_options(-Wl,-z,relro,-z,now,-z,noexecstack)

# Where programs take their memory from (docs/decisions/memory-from-tcmalloc.md); sanitizers bring
# their own.
add_library(dengbao_memory INTERFACE)
if(NOT DENGBAO_SANITIZE)
  find_library(TCMALLOC_LIBRARY tcmalloc_minimal REQUIRED)
  target_link_libraries(dengbao_memory INTERFACE ${TCMALLOC_LIBRARY})
endif()
