/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.raftboot.jsonrpc;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.raftboot.ApplyKind;
import io.raftboot.JsonSlice;
import io.raftboot.MemberRole;
import io.raftboot.Session;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The parameters of a request, checked. Every error names the field, its value and what
 * is allowed.
 */
final class Params {

	private static final int MAX_SHOWN = 64;

	private static final int MAX_PORT = 65535;

	/** A host is a name, an IPv4 address, or an IPv6 address in brackets. */
	private static final Pattern ADDRESS = Pattern.compile("(?:\\[[0-9A-Fa-f:.%\\w]+]|[^\\s:/\\[\\]]+):([0-9]{1,5})");

	private final Request request;

	Params(Request request, String... known) throws RpcException {
		this.request = request;
		List<String> names = List.of(known);
		for (Request.Param param : request.params()) {
			if (!names.contains(param.name())) {
				throw invalid("\"" + shown(param.name()) + "\" is not a parameter of " + request.method()
						+ "; it takes " + names);
			}
		}
	}

	ApplyKind kind() throws RpcException {
		String kind = text("kind");
		if (kind != null) {
			switch (kind) {
				case "Command" -> {
					return ApplyKind.COMMAND;
				}
				case "Query" -> {
					return ApplyKind.QUERY;
				}
				case "LocalQuery" -> {
					return ApplyKind.LOCAL_QUERY;
				}
				default -> {
				}
			}
		}
		throw wrong("kind", "must be \"Command\", \"Query\" or \"LocalQuery\"");
	}

	JsonSlice input() throws RpcException {
		Request.Param input = this.request.param("input");
		if (input == null) {
			throw wrong("input", "must be the machine's input");
		}
		return input.json();
	}

	@Nullable Session session() throws RpcException {
		Request.Param param = this.request.param("session");
		if (param == null || param.json().toString().equals("null")) {
			return null;
		}
		try {
			JsonNode session = JsonMapper.shared()
				.readTree(param.json().array(), param.json().offset(), param.json().length());
			JsonNode client = session.path("client");
			JsonNode sequence = session.path("sequence");
			if (session.size() != 2 || !client.isString() || !sequence.isIntegralNumber()
					|| !sequence.canConvertToLong()) {
				throw wrong("session", "must be {\"client\":string,\"sequence\":whole number}");
			}
			return new Session(client.stringValue(), sequence.longValue());
		}
		catch (JacksonException | IllegalArgumentException ex) {
			throw invalid(String.valueOf(ex.getMessage()));
		}
	}

	long millis(String name, long otherwise) throws RpcException {
		Request.Param param = this.request.param(name);
		if (param == null) {
			return otherwise;
		}
		try {
			return Long.parseLong(param.json().toString());
		}
		catch (NumberFormatException ex) {
			throw wrong(name, "must be a whole number of milliseconds");
		}
	}

	boolean flag(String name, boolean otherwise) throws RpcException {
		Request.Param param = this.request.param(name);
		if (param == null) {
			return otherwise;
		}
		String value = param.json().toString();
		if (!value.equals("true") && !value.equals("false")) {
			throw wrong(name, "must be true or false");
		}
		return Boolean.parseBoolean(value);
	}

	String address() throws RpcException {
		String address = text("addr");
		if (address == null || !isAddress(address)) {
			throw wrong("addr", "must be \"host:port\" with a port of 1 to 65535");
		}
		return address;
	}

	private static boolean isAddress(String address) {
		Matcher matcher = ADDRESS.matcher(address);
		if (!matcher.matches()) {
			return false;
		}
		int port = Integer.parseInt(matcher.group(1));
		return port > 0 && port <= MAX_PORT;
	}

	@Nullable String addressOrNull() throws RpcException {
		return (this.request.param("addr") != null) ? address() : null;
	}

	MemberRole role() throws RpcException {
		if (this.request.param("role") == null) {
			return MemberRole.VOTER;
		}
		String role = text("role");
		for (MemberRole candidate : MemberRole.values()) {
			if (candidate.name().equalsIgnoreCase(role)) {
				return candidate;
			}
		}
		throw wrong("role", "must be \"voter\", \"learner\" or \"witness\"");
	}

	private @Nullable String text(String name) {
		Request.Param param = this.request.param(name);
		return (param != null) ? param.text() : null;
	}

	private RpcException wrong(String name, String rule) {
		Request.Param param = this.request.param(name);
		return invalid("\"" + name + "\" " + rule
				+ ((param != null) ? " but was " + shown(param.json().toString()) : " but is missing"));
	}

	private static RpcException invalid(String reason) {
		return new RpcException(RpcError.invalidParams(reason));
	}

	private static String shown(String value) {
		return (value.length() <= MAX_SHOWN) ? value : value.substring(0, MAX_SHOWN) + "…";
	}

}
