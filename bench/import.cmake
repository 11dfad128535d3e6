# Importing a list, beside unzip.
find_package(ZLIB REQUIRED)
find_package(EXPAT REQUIRED)
add_executable(import_bench import.cc)
target_link_libraries(import_bench PRIVATE dengbao_store dengbao_app dengbao_intake ZLIB::ZLIB
                                           fmt::fmt)
target_include_directories(import_bench PRIVATE ${CMAKE_SOURCE_DIR}/tests)
target_compile_definitions(import_bench PRIVATE DENGBAO_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
