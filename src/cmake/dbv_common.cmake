# SPDX-License-Identifier: Apache-2.0
# What every target shares (standard, warnings, hardening, sanitizers), and the three functions that make targets:
#
#   dbv_add_module(<room> SOURCES … [DEPS …] [MOC])
#   dbv_add_connector(<name> SOURCES … [DEPS …])
#   dbv_add_test(<label> <name> SOURCES … [DEPS …] [GROUPS …])
#
# In DEPS a plain name is a room (or `contract`), a name with `::` is a library of somebody else's.

set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_CXX_SCAN_FOR_MODULES OFF)

# --- tools that only make it faster ---------------------------------------------------------------------------------
if(NOT CMAKE_CXX_COMPILER_LAUNCHER)
    find_program(DBV_CCACHE ccache)
    if(DBV_CCACHE)
        set(CMAKE_CXX_COMPILER_LAUNCHER "${DBV_CCACHE}")
    endif()
endif()
find_program(DBV_MOLD mold)
if(DBV_MOLD AND NOT APPLE AND NOT WIN32)
    add_link_options(-fuse-ld=mold)
endif()

# --- the strict target ----------------------------------------------------------------------------------------------
add_library(dbv_strict INTERFACE)
target_compile_features(dbv_strict INTERFACE cxx_std_23)
target_compile_definitions(dbv_strict INTERFACE
    QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_CAST_FROM_BYTEARRAY QT_NO_URL_CAST_FROM_STRING QT_NO_KEYWORDS
    QT_NO_NARROWING_CONVERSIONS_IN_CONNECT QT_DISABLE_DEPRECATED_BEFORE=0x060400
    SPDLOG_FMT_EXTERNAL)
set(CMAKE_CXX_EXTENSIONS OFF)

if(MSVC)
    target_compile_options(dbv_strict INTERFACE
        /W4 /WX /permissive- /utf-8 /Zc:__cplusplus /Zc:preprocessor /EHsc /guard:cf
        /w14242 /w14254 /w14263 /w14265 /w14287 /w14296 /w14311 /w14545 /w14546 /w14547 /w14549 /w14555 /w14619
        /w14640 /w14826 /w14905 /w14906 /w14928)
    target_compile_definitions(dbv_strict INTERFACE NOMINMAX WIN32_LEAN_AND_MEAN UNICODE _UNICODE)
    target_link_options(dbv_strict INTERFACE /guard:cf)
else()
    target_compile_options(dbv_strict INTERFACE
        -Werror -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wdouble-promotion -Wshadow
        -Wnon-virtual-dtor -Woverloaded-virtual -Wold-style-cast -Wcast-align -Wcast-qual -Wformat=2
        -Wimplicit-fallthrough -Wextra-semi -Wdeprecated-copy-dtor -Wundef -Wunused -Wvla
        -fstack-protector-strong)
    # Plain structs with defaults are meant to be written with the fields that matter.
    target_compile_options(dbv_strict INTERFACE -Wno-missing-field-initializers)
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
        target_compile_options(dbv_strict INTERFACE -Wlogical-op -Wduplicated-cond -Wduplicated-branches)
    elseif(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
        # GCC's own library sorts with what it calls deprecated, and Clang complains of the caller. GCC looks at our calls.
        target_compile_options(dbv_strict INTERFACE -Wno-deprecated-declarations)
    endif()
    if(NOT DBV_SANITIZER)
        # Needs optimised code, which every preset has; the sanitizers have their own checks.
        target_compile_options(dbv_strict INTERFACE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
    endif()
    if(NOT APPLE AND NOT WIN32)
        target_link_options(dbv_strict INTERFACE -Wl,-z,relro,-z,now,-z,noexecstack)
    endif()
endif()
target_compile_definitions(dbv_strict INTERFACE $<$<CONFIG:Debug>:_GLIBCXX_ASSERTIONS>)

if(DBV_SANITIZER STREQUAL "address")
    add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
    add_link_options(-fsanitize=address,undefined)
elseif(DBV_SANITIZER STREQUAL "thread")
    add_compile_options(-fsanitize=thread -fno-omit-frame-pointer)
    add_link_options(-fsanitize=thread)
endif()
if(DBV_FUZZ)
    add_compile_options(-fsanitize=fuzzer-no-link)
endif()
if(DBV_COVERAGE)
    add_compile_options(--coverage -fprofile-update=atomic)
    add_link_options(--coverage)
endif()

# --- the contract: all that a connector may see ---------------------------------------------------------------------
add_library(dbv_contract INTERFACE)
target_include_directories(dbv_contract INTERFACE "${CMAKE_SOURCE_DIR}/include")
target_link_libraries(dbv_contract INTERFACE Qt6::Core Threads::Threads)
add_library(dbv::contract ALIAS dbv_contract)

# --- helpers of the three functions ---------------------------------------------------------------------------------

# `at` shows the folder `target` under another path: a link, or a copy where the file system has no links.
function(dbv_link_folder target at)
    cmake_path(GET at PARENT_PATH dbv_link_parent)
    file(MAKE_DIRECTORY "${dbv_link_parent}")
    file(CREATE_LINK "${target}" "${at}" RESULT dbv_link_result SYMBOLIC)
    if(NOT dbv_link_result EQUAL 0)
        file(COPY "${target}/" DESTINATION "${at}")
        set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${target}")
    endif()
endfunction()

macro(dbv_resolve_deps out)
    set(${out})
    foreach(dbv_dep IN ITEMS ${ARGN})
        if(NOT dbv_dep MATCHES "::")
            string(PREPEND dbv_dep "dbv::")
        endif()
        list(APPEND ${out} "${dbv_dep}")
    endforeach()
endmacro()

# --- the three functions --------------------------------------------------------------------------------------------

# A room of src/: the library dbv_<room>. Its headers are seen as "<room>/file.h", by those who link it and nobody
# else, because the include path is a folder that holds this one room. Without a .cpp it is headers only.
function(dbv_add_module room)
    cmake_parse_arguments(PARSE_ARGV 1 arg "MOC" "" "SOURCES;DEPS")
    if(arg_UNPARSED_ARGUMENTS)
        message(FATAL_ERROR "dbv_add_module(${room}): do not know what to do with ${arg_UNPARSED_ARGUMENTS}")
    endif()
    dbv_link_folder("${CMAKE_SOURCE_DIR}/src/${room}" "${CMAKE_BINARY_DIR}/rooms/${room}/${room}")
    dbv_resolve_deps(deps ${arg_DEPS})
    set(target dbv_${room})
    if(arg_SOURCES MATCHES "\\.cpp")
        add_library(${target} STATIC ${arg_SOURCES})
        target_include_directories(${target} PUBLIC "${CMAKE_BINARY_DIR}/rooms/${room}")
        target_link_libraries(${target} PRIVATE dbv_strict PUBLIC ${deps})
        target_compile_definitions(${target} PRIVATE DBV_VERSION="${PROJECT_VERSION}")
        if(arg_MOC)
            set_target_properties(${target} PROPERTIES AUTOMOC ON AUTORCC ON)
        endif()
    else()
        add_library(${target} INTERFACE)
        target_include_directories(${target} INTERFACE "${CMAKE_BINARY_DIR}/rooms/${room}")
        target_link_libraries(${target} INTERFACE ${deps})
    endif()
    add_library(dbv::${room} ALIAS ${target})
endfunction()

# A connector: a module that the programs find at run time in bin/connectors. It sees the contract and the named client
# libraries. The same objects as a library, dbv_connector_<name>_objects, let tests reach what is inside: to them its
# headers are "<name>/file.h".
function(dbv_add_connector name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;DEPS")
    if(arg_UNPARSED_ARGUMENTS)
        message(FATAL_ERROR "dbv_add_connector(${name}): do not know what to do with ${arg_UNPARSED_ARGUMENTS}")
    endif()
    dbv_resolve_deps(deps ${arg_DEPS})
    dbv_link_folder("${CMAKE_SOURCE_DIR}/connectors/${name}" "${CMAKE_BINARY_DIR}/rooms/connector_${name}/${name}")
    set(objects dbv_connector_${name}_objects)
    # The door itself is the module's alone, so that a test can hold several connectors.
    list(REMOVE_ITEM arg_SOURCES plugin.cpp)
    add_library(${objects} OBJECT ${arg_SOURCES})
    target_include_directories(${objects} PUBLIC "${CMAKE_BINARY_DIR}/rooms/connector_${name}")
    target_link_libraries(${objects} PRIVATE dbv_strict PUBLIC dbv::contract ${deps})
    add_library(dbv::connector_${name}_objects ALIAS ${objects})

    set(module dbv_connector_${name})
    add_library(${module} MODULE plugin.cpp $<TARGET_OBJECTS:${objects}>)
    target_include_directories(${module} PRIVATE "${CMAKE_BINARY_DIR}/rooms/connector_${name}")
    target_link_libraries(${module} PRIVATE dbv_strict dbv::contract ${deps})
    if(NOT APPLE AND NOT WIN32 AND NOT DBV_SANITIZER)
        # A missing symbol is an error here, not at a user.
        target_link_options(${module} PRIVATE -Wl,-z,defs)
    endif()
    set_target_properties(${module} PROPERTIES
        AUTOMOC ON PREFIX "" OUTPUT_NAME "dbv_${name}" LINKER_LANGUAGE CXX
        LIBRARY_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin/connectors"
        RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin/connectors")
endfunction()

# A test program test_<label>_<name> whose cases ctest finds by themselves; the label is the folder under tests/.
# `ui` gets a QApplication, `bench` Google Benchmark, `fuzz` libFuzzer (or, without DBV_FUZZ, a replay of its corpus
# tests/fuzz/corpus/<name>), all others a QCoreApplication.
#
# With GROUPS the cases are not started one by one, each with servers of its own, but all those whose name has the group's
# name in it together. Who needs servers (DEPS test_servers) has the label `servers` as well, except for the group Sqlite.
function(dbv_add_test label name)
    cmake_parse_arguments(PARSE_ARGV 2 arg "" "" "SOURCES;DEPS;GROUPS")
    if(arg_UNPARSED_ARGUMENTS)
        message(FATAL_ERROR "dbv_add_test(${label} ${name}): do not know what to do with ${arg_UNPARSED_ARGUMENTS}")
    endif()
    dbv_resolve_deps(deps ${arg_DEPS})
    set(target test_${label}_${name})
    add_executable(${target} ${arg_SOURCES})
    target_link_libraries(${target} PRIVATE dbv_strict ${deps})
    set_target_properties(${target} PROPERTIES AUTOMOC ON RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests/${label}")

    if(label STREQUAL "bench")
        target_link_libraries(${target} PRIVATE dbv_test_support benchmark::benchmark)
        return()
    endif()
    if(label STREQUAL "fuzz" AND DBV_FUZZ)
        target_link_libraries(${target} PRIVATE dbv_test_support)
        target_link_options(${target} PRIVATE -fsanitize=fuzzer)
        return()
    endif()

    # A guard against hanging only: where many test at once, a disk may take seconds for what takes milliseconds alone.
    set(timeout 240)
    if(DBV_SANITIZER OR DBV_COVERAGE)
        set(timeout 600)
    endif()
    set(arguments "")
    if(label STREQUAL "ui")
        target_link_libraries(${target} PRIVATE dbv_test_main_ui Qt6::Widgets)
    elseif(label STREQUAL "fuzz")
        target_link_libraries(${target} PRIVATE dbv_test_main_fuzz)
        set(arguments EXTRA_ARGS "${CMAKE_SOURCE_DIR}/tests/fuzz/corpus/${name}")
    else()
        target_link_libraries(${target} PRIVATE dbv_test_main)
    endif()
    # gtest_discover_tests flattens lists: one item a property.
    set(properties LABELS ${label} TIMEOUT ${timeout} ENVIRONMENT_MODIFICATION "QT_QPA_PLATFORM=set:offscreen")
    if(DBV_SANITIZER STREQUAL "thread")
        list(APPEND properties ENVIRONMENT
            "TSAN_OPTIONS=ignore_noninstrumented_modules=1:suppressions=${CMAKE_SOURCE_DIR}/tests/support/tsan.supp")
    elseif(DBV_SANITIZER STREQUAL "address")
        list(APPEND properties ENVIRONMENT
            "LSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/tests/support/lsan.supp:print_suppressions=0")
    endif()
    if(arg_GROUPS)
        # Tests that no group takes would never run: they have one of their own.
        list(TRANSFORM arg_GROUPS REPLACE "(.+)" "*\\1*" OUTPUT_VARIABLE taken)
        list(JOIN taken ":" taken)
        set(test "${label}/${name}.others")
        add_test(NAME "${test}" COMMAND ${target} "--gtest_filter=-${taken}")
        set_tests_properties("${test}" PROPERTIES ${properties} TIMEOUT 900 LABELS "${label};servers")
        foreach(group IN LISTS arg_GROUPS)
            set(test "${label}/${name}.${group}")
            add_test(NAME "${test}" COMMAND ${target} "--gtest_filter=*${group}*")
            set_tests_properties("${test}" PROPERTIES ${properties} TIMEOUT 900)
            if(NOT group STREQUAL "Sqlite")
                set_tests_properties("${test}" PROPERTIES LABELS "${label};servers")
            endif()
        endforeach()
        return()
    endif()
    gtest_discover_tests(${target}
        TEST_PREFIX "${label}/${name}."
        DISCOVERY_MODE PRE_TEST
        DISCOVERY_TIMEOUT 60
        ${arguments}
        PROPERTIES ${properties})
endfunction()
