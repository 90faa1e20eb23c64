-- AlterTable
ALTER TABLE "AuditEvent" ADD COLUMN "address" TEXT;
