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

package io.raftboot.consensus;

import java.util.List;
import java.util.stream.Collectors;

import io.raftboot.Member;
import io.raftboot.MemberRole;

/**
 * Messages and what is in them, as transcripts show them. Entries are {@code index@term}.
 */
final class MessageText {

	private MessageText() {
	}

	static String of(Message message) {
		return message.from() + " → " + message.to() + " " + content(message);
	}

	private static String content(Message message) {
		if (message instanceof Message.VoteRequest request) {
			return (request.preVote() ? "pre-vote" : "vote") + " in term " + request.term() + "? log ends "
					+ request.lastIndex() + "@" + request.lastTerm() + (request.transfer() ? ", transfer" : "");
		}
		if (message instanceof Message.VoteReply reply) {
			return (reply.preVote() ? "pre-vote" : "vote") + (reply.granted() ? " granted" : " refused") + ", term "
					+ reply.term();
		}
		if (message instanceof Message.AppendRequest request) {
			return "append, term " + request.term() + ", after " + request.previousIndex() + "@"
					+ request.previousTerm() + " " + of(request.entries()) + ", commit " + request.commitIndex()
					+ ", round " + request.round();
		}
		if (message instanceof Message.AppendReply reply) {
			return reply.success() ? "has " + reply.index() + ", term " + reply.term() + ", round " + reply.round()
					: "does not match at " + reply.index() + ", term " + reply.term() + ", hint " + reply.hintIndex()
							+ "@" + reply.hintTerm();
		}
		return rest(message);
	}

	private static String rest(Message message) {
		if (message instanceof Message.CommitNotice notice) {
			return "committed " + notice.commitIndex() + "@" + notice.commitTerm() + ", term " + notice.term();
		}
		if (message instanceof Message.Heartbeat heartbeat) {
			return "heartbeat, term " + heartbeat.term() + ", commit " + heartbeat.commitIndex() + ", round "
					+ heartbeat.round() + (heartbeat.quiesce() ? ", quiesce?" : "");
		}
		if (message instanceof Message.HeartbeatReply reply) {
			return "heartbeat seen, term " + reply.term() + ", round " + reply.round()
					+ (reply.quiesce() ? ", quiesce" : "");
		}
		if (message instanceof Message.InstallSnapshot install) {
			return "snapshot " + of(install.snapshot()) + ", term " + install.term();
		}
		if (message instanceof Message.ReadIndexRequest request) {
			return "read index? term " + request.term();
		}
		if (message instanceof Message.ReadIndexReply reply) {
			return "read index " + reply.index() + ", term " + reply.term();
		}
		return "stand for election now, term " + message.term();
	}

	static String of(List<Entry> entries) {
		return entries.stream().map(MessageText::of).collect(Collectors.joining(" ", "[", "]"));
	}

	private static String of(Entry entry) {
		String place = entry.index() + "@" + entry.term();
		return switch (entry.type()) {
			case NO_OP -> place + ":no-op";
			case COMMAND -> (entry.payload().length > 0) ? place : place + ":bare";
			case CONFIGURATION -> place + ":" + of(ConfigurationCodec.decode(entry.payload()));
		};
	}

	static String of(SnapshotPoint snapshot) {
		return (snapshot.index() != 0) ? snapshot.index() + "@" + snapshot.term() : "none";
	}

	static String of(Configuration configuration) {
		String members = members(configuration.members(), configuration.joining());
		return configuration.isJoint() ? members + " and " + members(configuration.outgoing(), List.of()) : members;
	}

	private static String members(List<Member> members, List<Long> joining) {
		return members.stream()
			.map((member) -> member.nodeId() + suffix(member.role())
					+ (joining.contains(member.nodeId()) ? "(joining)" : ""))
			.collect(Collectors.joining(",", "{", "}"));
	}

	private static String suffix(MemberRole role) {
		return switch (role) {
			case VOTER -> "";
			case LEARNER -> "L";
			case WITNESS -> "W";
		};
	}

}
