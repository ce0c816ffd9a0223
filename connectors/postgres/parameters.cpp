// SPDX-License-Identifier: Apache-2.0
#include "postgres/parameters.h"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <utility>
#include <variant>

namespace dbv::postgres {

namespace {

constexpr Oid kInferred = 0;
constexpr Oid kBytea = 17;

std::string textOf(double number) {
    if (std::isnan(number)) {
        return "NaN";
    }
    if (std::isinf(number)) {
        return number < 0 ? "-Infinity" : "Infinity";
    }
    std::array<char, 64> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), number);
    return {text.data(), end.ptr};
}

} // namespace

void BoundParameters::reserve(std::size_t count) {
    m_texts.reserve(count);
    m_types.reserve(count);
    m_values.reserve(count);
    m_lengths.reserve(count);
    m_formats.reserve(count);
}

void BoundParameters::addNull() {
    m_types.push_back(kInferred);
    m_values.push_back(nullptr);
    m_lengths.push_back(0);
    m_formats.push_back(0);
}

void BoundParameters::addText(std::string text) {
    m_texts.push_back(std::move(text));
    m_types.push_back(kInferred);
    m_values.push_back(m_texts.back().c_str());
    m_lengths.push_back(0);
    m_formats.push_back(0);
}

void BoundParameters::addBytes(const std::string& bytes) {
    m_types.push_back(kBytea);
    m_values.push_back(bytes.data());
    m_lengths.push_back(static_cast<int>(bytes.size()));
    m_formats.push_back(1);
}

Result<BoundParameters> bindParameters(const StatementText& statement) {
    if (!statement.named.empty()) {
        return fail(ErrorKind::InvalidInput, "PostgreSQL has no parameters with names.",
                    "Write $1, $2 and so on, and give the values in that order.");
    }
    constexpr std::size_t kMost = 65535;
    if (statement.positional.size() > kMost) {
        return fail(ErrorKind::InvalidInput, "PostgreSQL takes at most 65535 parameters.", "Use fewer.");
    }
    BoundParameters bound;
    bound.reserve(statement.positional.size());
    for (std::size_t i = 0; i < statement.positional.size(); ++i) {
        const ParameterValue& value = statement.positional[i];
        if (const auto* text = std::get_if<std::string>(&value)) {
            if (text->contains('\0')) {
                return fail(ErrorKind::InvalidInput,
                            "The text for $" + std::to_string(i + 1) +
                                " has a NUL in it, which PostgreSQL keeps in no text.",
                            "Remove it, or give the value as bytes.");
            }
            bound.addText(*text);
        } else if (const auto* number = std::get_if<std::int64_t>(&value)) {
            bound.addText(std::to_string(*number));
        } else if (const auto* real = std::get_if<double>(&value)) {
            bound.addText(textOf(*real));
        } else if (const auto* bytes = std::get_if<ParameterBytes>(&value)) {
            if (bytes->bytes.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
                return fail(ErrorKind::InvalidInput,
                            "The value for $" + std::to_string(i + 1) + " is larger than 2 GB.",
                            "PostgreSQL keeps at most 1 GB in one value.");
            }
            bound.addBytes(bytes->bytes);
        } else {
            bound.addNull();
        }
    }
    return bound;
}

} // namespace dbv::postgres
