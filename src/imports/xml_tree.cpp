// SPDX-License-Identifier: Apache-2.0
#include "imports/xml_tree.h"

#include <algorithm>
#include <utility>

#include <QByteArray>
#include <QXmlStreamReader>

#include "imports/pasted_text.h"

namespace dbv::imports {

namespace {

constexpr std::size_t kDeepestElement = 64;
constexpr std::size_t kMostElements = 200000;

void collect(const XmlElement& element, std::string_view wanted, std::vector<const XmlElement*>& found) {
    for (const XmlElement& child : element.children) {
        if (child.name == wanted) {
            found.push_back(&child);
        }
        collect(child, wanted, found);
    }
}

/// Reads a file from its beginning to its end into elements.
class TreeReader {
public:
    explicit TreeReader(const ForeignFile& file)
        : m_file(file),
          m_reader(QByteArray::fromRawData(file.bytes.data(), static_cast<qsizetype>(file.bytes.size()))) {}

    Result<XmlElement> read() {
        // Everything hangs below a root of its own until the end.
        m_open.emplace_back();
        while (!m_reader.atEnd()) {
            const QXmlStreamReader::TokenType token = m_reader.readNext();
            if (token == QXmlStreamReader::DTD && !m_reader.entityDeclarations().isEmpty()) {
                return failHere("it declares entities, which no list of connections needs");
            }
            if (token == QXmlStreamReader::EntityReference) {
                return failHere("it refers to an entity that is not known");
            }
            if (token == QXmlStreamReader::Characters) {
                m_open.back().text += m_reader.text().toUtf8().toStdString();
            } else if (token == QXmlStreamReader::EndElement) {
                close();
            } else if (token == QXmlStreamReader::StartElement) {
                if (m_open.size() > kDeepestElement || ++m_count > kMostElements) {
                    return failHere(m_count > kMostElements ? "it has too many elements" : "it is nested too deeply");
                }
                begin();
            }
        }
        if (m_reader.hasError()) {
            return failHere("it is not XML: " + m_reader.errorString().toStdString());
        }
        return std::move(m_open.front().children.front());
    }

private:
    [[nodiscard]] std::unexpected<Error> failHere(const std::string& why) const {
        std::string_view plain = why;
        plain = plain.ends_with('.') ? plain.substr(0, plain.size() - 1) : plain;
        return failInFile(m_file, static_cast<std::size_t>(m_reader.lineNumber()), plain);
    }
    void begin() {
        XmlElement& element = m_open.emplace_back();
        element.name = m_reader.name().toUtf8().toStdString();
        for (const QXmlStreamAttribute& attribute : m_reader.attributes()) {
            element.attributes.emplace(attribute.qualifiedName().toUtf8().toStdString(),
                                       attribute.value().toUtf8().toStdString());
        }
    }
    void close() {
        XmlElement element = std::move(m_open.back());
        m_open.pop_back();
        element.text = trimmedView(element.text);
        m_open.back().children.push_back(std::move(element));
    }

    const ForeignFile& m_file;
    QXmlStreamReader m_reader;
    std::vector<XmlElement> m_open;
    std::size_t m_count = 0;
};

} // namespace

const XmlElement* XmlElement::child(std::string_view wanted) const {
    const auto found = std::ranges::find(children, wanted, &XmlElement::name);
    return found == children.end() ? nullptr : &*found;
}

std::string XmlElement::childText(std::string_view wanted) const {
    const XmlElement* found = child(wanted);
    return found == nullptr ? std::string() : found->text;
}

std::string XmlElement::attribute(std::string_view wanted) const {
    const auto found = attributes.find(wanted);
    return found == attributes.end() ? std::string() : found->second;
}

std::vector<const XmlElement*> XmlElement::all(std::string_view wanted) const {
    std::vector<const XmlElement*> found;
    collect(*this, wanted, found);
    return found;
}

Result<XmlElement> readXml(const ForeignFile& file) {
    if (file.bytes.size() > kLargestForeignFile) {
        return failInFile(file, 0, "it is too large for a list of connections");
    }
    return TreeReader(file).read();
}

} // namespace dbv::imports
